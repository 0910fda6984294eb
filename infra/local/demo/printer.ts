/** The demo for people: aligned columns, and few colours where the output is a terminal. */
import QRCode from 'qrcode';
import type { Check, Listener, Step } from './report.ts';

const nameWidth = 34;
const timeWidth = 6;

export function printer(write: (text: string) => void, coloured: boolean): Listener {
  const colour = (code: number) => (text: string) =>
    coloured ? `\u001b[${code}m${text}\u001b[0m` : text;
  const [bold, dim, red, green] = [1, 2, 31, 32].map(colour) as [Paint, Paint, Paint, Paint];
  return {
    chapter: (title) => write(`\n${bold(title)}\n`),
    step: ({ name, durationMs, facts }: Step) => {
      const time = `${durationMs.toLocaleString('en')} ms`.padStart(timeWidth + 3);
      const told = Object.entries(facts).map(([key, value]) => `${dim(key)} ${value}`);
      write(`  ${name.padEnd(nameWidth)}${dim(time)}  ${told.join('  ')}\n`);
    },
    check: ({ name, ok, expected, found }: Check) =>
      write(
        ok
          ? `    ${green('✓')} ${name}\n`
          : `    ${red('✗')} ${name}: expected ${text(expected)}, found ${text(found)}\n`,
      ),
    table: (rows) => {
      const width = Math.max(...rows.map(([, value]) => value.length));
      for (const [name, value] of rows)
        write(`    ${dim(name.padEnd(nameWidth))}  ${value.padStart(width)}\n`);
    },
    picture: (content) => write(`\n${indented(qrCode(content, coloured))}\n  ${content}\n\n`),
  };
}

type Paint = (text: string) => string;

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** Half blocks; with colours, so that a dark terminal shows dark modules on light ones. */
function qrCode(content: string, coloured: boolean): string {
  const { size, data } = QRCode.create(content, { errorCorrectionLevel: 'M' }).modules;
  const quiet = 2;
  const isDark = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < size && column < size && data[row * size + column] === 1;
  const lines: string[] = [];
  for (let row = -quiet; row < size + quiet; row += 2) {
    let line = '';
    for (let column = -quiet; column < size + quiet; column += 1) {
      const [upper, lower] = [isDark(row, column), isDark(row + 1, column)];
      line += upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    }
    lines.push(coloured ? `\u001b[30;107m${line}\u001b[0m` : line);
  }
  return lines.join('\n');
}

const indented = (block: string): string => block.replace(/^/gm, '  ');
