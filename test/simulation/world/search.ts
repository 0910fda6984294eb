/** Seed after seed in this process, until the seeds or the time are over or one fails. */
import { type Command, caseOf } from './command.ts';
import { describeFailure } from './failure.ts';
import { realSeconds } from './real-time.ts';
import { addOutcome, emptyReport, type Report } from './report.ts';
import { runCase } from './run.ts';

export async function search(
  command: Command,
  tell: { progress: (report: Report) => void; print: (text: string) => void },
): Promise<Report> {
  const report = emptyReport();
  const startedAt = realSeconds();
  const endsAt = startedAt + (command.minutes ?? Number.POSITIVE_INFINITY) * 60;
  for (let index = 0; index < command.seeds && realSeconds() < endsAt; index += 1) {
    const seed = command.seed + index * command.step;
    const wish = caseOf(command, seed);
    const outcome = await runCase(wish);
    addOutcome(report, seed, outcome);
    report.realSeconds = realSeconds() - startedAt;
    tell.progress(report);
    if (command.isTraced) tell.print(outcome.trace.join('\n'));
    if (outcome.violations.length === 0) continue;
    await describeFailure(wish, outcome, command, tell.print);
    if (!command.isCounting) break;
  }
  report.realSeconds = realSeconds() - startedAt;
  return report;
}
