/** What a repair command works with: the stage, who works, and where its words go. */
import { styleText } from 'node:util';
import type { Stage } from '../../lib/platform/config.ts';

/** 0 done, 1 not done or nothing found, 2 asked for wrongly. */
export type ExitCode = 0 | 1 | 2;

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export interface Options {
  /** For programs. */
  json: boolean;
  /** Searches, within bounds, for what no key leads to. */
  deep: boolean;
  /** Closed reviews in place of open ones. */
  closed: boolean;
  /** Who works: is stamped on whatever changes. */
  by: string | undefined;
  resolution: string | undefined;
  /** An Idempotency-Key. */
  key: string | undefined;
}

export interface Desk {
  stage: Stage;
  options: Options;
  /** `--by`, else the user of this machine. */
  by: string;
  now: () => Date;
  print: (text: string) => void;
  complain: (text: string) => void;
  paint: (style: Style, text: string) => string;
}

export interface Command {
  /** What follows its name, options included, as the usage shows it. */
  words: string;
  /** The fewest and the most words without options. */
  takes: readonly [least: number, most: number];
  says: string;
  run: (desk: Desk, words: string[]) => Promise<ExitCode>;
}

/** Colours only where a person reads. */
export const painter =
  (isTty: boolean) =>
  (style: Style, text: string): string =>
    isTty ? styleText(style, text, { validateStream: false }) : text;

export const printJson = (desk: Desk, value: unknown): void =>
  desk.print(JSON.stringify(value, null, 2));

/** Rows of aligned columns; the last one is as long as it likes. */
export function printTable(desk: Desk, titles: string[], rows: string[][]): void {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => (column < row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join('  ')
      .trimEnd();
  desk.print(desk.paint('dim', line(titles)));
  for (const row of rows) desk.print(line(row));
}

/** How long ago, or how long after: one unit is enough for a person. */
export function span(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

export const since = (desk: Desk, moment: string): string =>
  span(Math.max(0, desk.now().getTime() - Date.parse(moment)));
