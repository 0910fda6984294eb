/** The machine that tries to break the product: orders, faults, and what must hold all the same. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mutantNamed } from './mutants/list.ts';
import { readCommand } from './world/command.ts';
import { progressLine, type Report, reportText } from './world/report.ts';
import { searchTogether, type WorkerMessage } from './world/workers.ts';

const args = process.argv.slice(2);
const command = readCommand(args);
const isWorker = process.send !== undefined;
const isTerminal = process.stdout.isTTY === true;

const send = (message: WorkerMessage) => process.send?.(message);
const print = (text: string) => {
  if (isWorker) send({ text });
  else process.stdout.write(`${isTerminal ? '\r\x1b[K' : ''}${text}\n`);
};

let toldAt = 0;
/** On a terminal one line that changes; in a log one line now and then. */
function progress(report: Report): void {
  if (isWorker) {
    send({ report });
  } else if (isTerminal) {
    process.stdout.write(`\r\x1b[K${progressLine(report)}`);
  } else if (report.realSeconds >= toldAt + 10) {
    toldAt = report.realSeconds;
    process.stdout.write(`${progressLine(report)}\n`);
  }
}

async function run(): Promise<Report> {
  if (command.workers > 1)
    return searchTogether(command, fileURLToPath(import.meta.url), args, { progress, print });
  const { search } = await import('./world/search.ts');
  return search(command, { progress, print });
}

const isHere = command.workers === 1 || command.figure !== undefined;
if (command.mutant !== undefined && isHere) {
  const { mutateProduct } = await import('./runtime/product.ts');
  const mutant = mutantNamed(command.mutant);
  for (const mutation of [mutant, ...(mutant.also ?? [])]) mutateProduct(mutation);
}
if (command.figure !== undefined) {
  const { printFigure } = await import('./world/figures.ts');
  await printFigure(command.figure, command, print);
} else {
  const report = await run();
  if (isWorker) send({ report });
  else print(reportText(report));
  if (command.report !== undefined) writeFileSync(command.report, JSON.stringify(report, null, 2));
  process.exitCode = report.violations > 0 ? 1 : 0;
  if (isWorker) process.disconnect();
}
