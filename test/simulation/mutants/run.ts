/**
 * Runs the simulation on each mutant of the product: it must find every one. Prints after how many
 * orders it did; ends with 1 when one survives.
 *
 *   node test/simulation/mutants/run.ts [--seeds K] [--orders M] [--only name,…] [--workers W]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report } from '../world/report.ts';
import { type Mutant, mutants } from './list.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '60' },
    orders: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
const chosen = mutants.filter(({ name }) => values.only?.split(',').includes(name) ?? true);

interface Verdict {
  mutant: Mutant;
  isCaught: boolean;
  text: string;
}

async function judge(mutant: Mutant): Promise<Verdict> {
  const file = join(folder, `${mutant.name}.json`);
  const search = [
    ...['--seeds', values.seeds, '--orders', values.orders, '--seed', values.seed],
    ...['--shrink', '0', '--report', file, '--mutant', mutant.name, '--workers', '1'],
    ...['--profile', mutant.profile ?? 'mixed'],
  ];
  const child = spawn(process.execPath, [main, ...search], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      said += data.toString();
    });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const report = reportIn(file);
  // Neither found nor survived: the mutant or the simulation itself is broken.
  if (!report || (code !== 0 && code !== 1))
    return { mutant, isCaught: false, text: `ended with ${code}:\n${said.slice(-2_000)}` };
  if (report.violations === 0)
    return {
      mutant,
      isCaught: false,
      text: `SURVIVED ${report.orders} orders, ${report.seeds} seeds`,
    };
  const first = /^ {2}\[.*$/m.exec(said)?.[0].trim() ?? '';
  return {
    mutant,
    isCaught: true,
    text: `caught after ${report.orders} orders, ${report.seeds} seeds: ${first.slice(0, 140)}`,
  };
}

function reportIn(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

const verdicts: Verdict[] = [];
const waiting = [...chosen];
const worker = async () => {
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const verdict = await judge(mutant);
    verdicts.push(verdict);
    console.log(`${mutant.name.padEnd(24)} ${verdict.text}`);
  }
};
await Promise.all(Array.from({ length: Number(values.workers) }, worker));
rmSync(folder, { recursive: true });
const survivors = verdicts.filter(({ isCaught }) => !isCaught);
console.log(`\n${verdicts.length - survivors.length} of ${verdicts.length} mutants caught`);
for (const { mutant } of survivors) console.log(`  not caught: ${mutant.name} (${mutant.why})`);
process.exitCode = survivors.length > 0 || verdicts.length === 0 ? 1 : 0;
