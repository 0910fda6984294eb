/** What a failing seed prints: what is wrong, the smallest run that still shows it, and how to repeat it. */
import type { FaultKind } from '../runtime/types.ts';
import { type Command, replayOf } from './command.ts';
import { kindOf } from './faults.ts';
import { realSeconds } from './real-time.ts';
import { type Case, type Outcome, runCase } from './run.ts';
import { smallest } from './shrink.ts';

const shownMax = 10;
const traceMax = 400;

export async function describeFailure(
  wish: Case,
  outcome: Outcome,
  { shrinkSeconds, isCounting, mutant }: Pick<Command, 'shrinkSeconds' | 'isCounting' | 'mutant'>,
  print: (text: string) => void,
): Promise<void> {
  print(`\nseed ${wish.seed} fails (${outcome.weather}, trace ${outcome.traceHash}):`);
  print(violationText(outcome));
  const suffix = mutant === undefined ? '' : ` --mutant ${mutant}`;
  print(`repeat it: ${replayOf(wish)}${suffix}`);
  if (isCounting || shrinkSeconds === 0) return;
  print(`making it smaller for at most ${shrinkSeconds} s …`);
  const { smaller, found, runs } = await shrunk(wish, outcome, shrinkSeconds);
  const orders = smaller.only?.length ?? smaller.orders;
  print(`${orders} orders and ${found.occurrences.length} faults are left after ${runs} runs:`);
  print(violationText(found));
  print(found.trace.slice(-traceMax).join('\n'));
  print(`repeat it: ${replayOf(smaller)}${suffix}`);
}

export function violationText({ violations }: Pick<Outcome, 'violations'>): string {
  const lines = violations
    .slice(0, shownMax)
    .map(({ invariant, subject, what }) => `  [${invariant}] ${subject}: ${what}`);
  const more = violations.length - lines.length;
  return [...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}

/** Fewer orders, then whole kinds of faults off, then single ones; the same invariant has to break. */
async function shrunk(wish: Case, outcome: Outcome, seconds: number) {
  const endsAt = realSeconds() + seconds;
  const hasTime = () => realSeconds() < endsAt;
  const broken = new Set(outcome.violations.map(({ invariant }) => invariant));
  let smaller = wish;
  let found = outcome;
  let runs = 0;
  const attempt = async (candidate: Case): Promise<boolean> => {
    runs += 1;
    const result = await runCase(candidate);
    if (!result.violations.some(({ invariant }) => broken.has(invariant))) return false;
    smaller = candidate;
    found = result;
    return true;
  };
  const fewerOrders = async () => {
    const all = smaller.only ?? Array.from({ length: wish.orders }, (_, n) => n);
    await smallest(all, (only) => attempt({ ...smaller, only }), hasTime);
  };
  const fewerKinds = async () => {
    const kinds = [...new Set(found.occurrences.map(kindOf))];
    const without = (kept: readonly FaultKind[]) => kinds.filter((kind) => !kept.includes(kind));
    await smallest(kinds, (kept) => attempt({ ...smaller, without: without(kept) }), hasTime);
  };
  const fewerFaults = async () => {
    const { occurrences } = found;
    // Named from here on: whoever is not named does not strike.
    if (!(await attempt({ ...smaller, keep: occurrences, without: undefined }))) return;
    await smallest(occurrences, (keep) => attempt({ ...smaller, keep }), hasTime);
  };
  for (const step of [fewerOrders, fewerKinds, fewerFaults, fewerOrders])
    if (hasTime()) await step();
  return { smaller, found, runs };
}
