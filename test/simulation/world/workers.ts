/** Seeds spread over worker processes: each takes every n-th seed and sends what it finds. */
import { fork } from 'node:child_process';
import type { Command } from './command.ts';
import { addReport, emptyReport, type Report } from './report.ts';

export type WorkerMessage = { report: Report } | { text: string };

export async function searchTogether(
  command: Command,
  entry: string,
  args: readonly string[],
  tell: { progress: (report: Report) => void; print: (text: string) => void },
): Promise<Report> {
  const reports = new Map<number, Report>();
  const total = () => {
    const sum = emptyReport();
    for (const report of reports.values()) addReport(sum, report);
    return sum;
  };
  const share = (worker: number) =>
    Math.floor((command.seeds - worker + command.workers - 1) / command.workers);
  const ended = Array.from({ length: command.workers }, async (_, worker) => {
    if (share(worker) <= 0) return;
    const own = [
      ...['--seed', String(command.seed + worker), '--step', String(command.workers)],
      ...['--seeds', String(share(worker)), '--workers', '1'],
    ];
    const child = fork(entry, [...args, ...own]);
    child.on('message', (message: WorkerMessage) => {
      if ('text' in message) return tell.print(message.text);
      reports.set(worker, message.report);
      tell.progress(total());
    });
    const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
    // A worker that broke down has proved nothing.
    if (code !== 0 && !reports.get(worker)?.violations)
      throw new Error(`worker ${worker} ended with ${code}`);
  });
  await Promise.all(ended);
  return total();
}
