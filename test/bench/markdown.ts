/** Tables for the report. */
export type Cell = string | number;

export function table(heads: string[], rows: Cell[][]): string {
  const line = (cells: Cell[]) => `| ${cells.join(' | ')} |`;
  const isNumber = (at: number) => rows.every((row) => typeof row[at] === 'number');
  const rule = heads.map((_, at) => (isNumber(at) ? '---:' : '---'));
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

/** Tenths where they matter. */
export const rounded = (value: number, digits = 1): number =>
  Math.round(value * 10 ** digits) / 10 ** digits;

export const verdict = (met: boolean): string => (met ? 'met' : '**missed**');
