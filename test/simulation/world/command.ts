/** The command line of the simulation. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type FaultKind, faultKinds } from '../runtime/types.ts';
import type { Case } from './run.ts';
import { type Profile, profiles } from './weather.ts';

export interface Command {
  seeds: number;
  orders: number;
  /** The first of the seeds. */
  seed: number;
  /** Every how many seeds: a worker takes its share. */
  step: number;
  profile: Profile;
  workers: number;
  /** Stops beginning new seeds after so many minutes. */
  minutes: number | undefined;
  /** How long a failing seed may be made smaller. */
  shrinkSeconds: number;
  report: string | undefined;
  /** Goes on after a failing seed, and does not shrink it. */
  isCounting: boolean;
  isTraced: boolean;
  figure: string | undefined;
  /** The product with one of the known bugs in it. */
  mutant: string | undefined;
  only: number[] | undefined;
  keep: string[] | undefined;
  without: FaultKind[] | undefined;
}

export const usage = `node test/simulation/main.ts [--seeds N] [--orders M] [--seed S] [--profile ${profiles.join('|')}]
    [--workers W] [--minutes T] [--shrink SECONDS] [--report FILE.json] [--go-on] [--trace]
    [--only 3,17] [--keep 'kind@site#n,…'] [--without kind,…]      one smaller run, as a failure prints it
    [--figure throughput|latency|recovery|cost]                    a figure instead of a search
    [--mutant NAME]                                                the product with a known bug in it`;

const options = {
  seeds: { type: 'string', default: '100' },
  orders: { type: 'string', default: '260' },
  seed: { type: 'string', default: '1' },
  step: { type: 'string', default: '1' },
  profile: { type: 'string', default: 'mixed' },
  workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  minutes: { type: 'string' },
  shrink: { type: 'string', default: '90' },
  report: { type: 'string' },
  'go-on': { type: 'boolean', default: false },
  trace: { type: 'boolean', default: false },
  figure: { type: 'string' },
  mutant: { type: 'string' },
  only: { type: 'string' },
  keep: { type: 'string' },
  without: { type: 'string' },
} as const;

export function readCommand(args: string[]): Command {
  const { values } = parseArgs({ args, options });
  const profile = profiles.find((known) => known === values.profile);
  if (!profile) throw new Error(`no profile ${values.profile}\n${usage}`);
  return {
    seeds: wholeOf('seeds', values.seeds, 1),
    orders: wholeOf('orders', values.orders, 1),
    seed: wholeOf('seed', values.seed, 0),
    step: wholeOf('step', values.step, 1),
    profile,
    workers: wholeOf('workers', values.workers, 1),
    minutes: values.minutes === undefined ? undefined : Number(values.minutes),
    shrinkSeconds: wholeOf('shrink', values.shrink, 0),
    report: values.report,
    isCounting: values['go-on'],
    isTraced: values.trace,
    figure: values.figure,
    mutant: values.mutant,
    only: listOf(values.only)?.map((each) => wholeOf('only', each, 0)),
    keep: listOf(values.keep),
    without: listOf(values.without)?.map(kindNamed),
  };
}

const listOf = (list: string | undefined): string[] | undefined =>
  list?.split(',').filter((each) => each !== '');

function wholeOf(name: string, value: string, from: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < from)
    throw new Error(`--${name} ${value} is no whole number from ${from}\n${usage}`);
  return number;
}

function kindNamed(name: string): FaultKind {
  const kind = faultKinds.find((known) => known === name);
  if (!kind) throw new Error(`no kind of fault is called ${name}`);
  return kind;
}

export const caseOf = (command: Command, seed: number): Case => ({
  seed,
  orders: command.orders,
  profile: command.profile,
  only: command.only,
  keep: command.keep,
  without: command.without,
});

/** The command that repeats exactly this run. */
export function replayOf({ seed, orders, profile, only, keep, without }: Case): string {
  const list = (name: string, values: readonly (string | number)[] | undefined) =>
    values === undefined ? '' : ` --${name} '${values.join(',')}'`;
  return (
    `node test/simulation/main.ts --seeds 1 --seed ${seed} --orders ${orders} --profile ${profile}` +
    `${list('only', only)}${list('keep', keep)}${list('without', without)} --shrink 0 --trace`
  );
}
