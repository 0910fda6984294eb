/** What the capacity bench says, as Markdown. */
import { type Cell, rounded, table, verdict } from '../markdown.ts';
import type { Run } from './runs.ts';
import { steps } from './story.ts';
import { type Seen, totalsOf } from './units/watch.ts';

const aims = { order: 30, acceptance: 12 };

const sumCells = (seen: Seen[]): Cell[] => {
  const { calls, read, write, index } = totalsOf(seen);
  return [calls, rounded(read), write, index, write + index];
};

const ofStep = (seen: Seen[], step: string) => seen.filter((one) => one.step === step);

export function aimTable({ seen }: Run): string {
  const acceptance = ofStep(seen, steps.acceptance);
  const written = (some: Seen[]) => totalsOf(some).write + totalsOf(some).index;
  const transactions = acceptance.filter(({ writes }) => writes.length > 0).length;
  const reads = acceptance.length - transactions;
  const row = (what: string, aim: number, found: number) => [
    ...[what, aim, found],
    verdict(found <= aim),
  ];
  return table(
    ['One order of one eSIM', 'aim, at most', 'found', ''],
    [
      row('write units, acceptance to webhook, indexes included', aims.order, written(seen)),
      row('write units of the acceptance', aims.acceptance, written(acceptance)),
      row('reads on the acceptance path', 1, reads),
      row('transactions on the acceptance path', 1, transactions),
    ],
  );
}

export function stepTable({ seen }: Run): string {
  const rows = Object.values(steps)
    .map((step) => [step, ofStep(seen, step)] as const)
    .filter(([, some]) => some.length > 0)
    .map(([step, some]) => [step, ...sumCells(some), reportOf(some)]);
  return table(
    [
      'Step',
      'calls',
      'read units',
      'writes',
      'index writes',
      'write units',
      'emulator: read + write',
    ],
    [...rows, ['**All**', ...sumCells(seen), reportOf(seen)]],
  );
}

/** The emulator says nothing of batch reads and refused writes: those are marked. */
function reportOf(seen: Seen[]): string {
  const silent = seen.filter(({ reported }) => reported === undefined).length;
  const sum = rounded(totalsOf(seen).reported);
  return silent === 0 ? String(sum) : `${sum}, silent on ${silent}`;
}

export function itemTable({ seen }: Run): string {
  const rows = seen.flatMap(({ step, command, writes }) =>
    writes.map(({ table: name, kind, bytes, units, index }) => [
      ...[step, command, `${name} ${kind}`],
      ...[bytes, units, index],
    ]),
  );
  return table(['Step', 'command', 'item', 'bytes', 'units', 'index units'], rows);
}

export const runTable = (what: string, runs: Run[]): string =>
  table(
    [what, 'calls', 'read units', 'writes', 'index writes', 'write units'],
    runs.map(({ name, seen }) => [name, ...sumCells(seen)]),
  );

/** Where the two arithmetics say different things. */
export function agreement(seen: Seen[]): string {
  const told = seen.filter(({ reported }) => reported !== undefined);
  const apart = told.filter((one) => {
    const { read, write, index, reported } = totalsOf([one]);
    return read + write + index !== reported;
  });
  const lines = apart.map((one) => {
    const { read, write, index, reported } = totalsOf([one]);
    const tables = [...new Set([...one.reads, ...one.writes].map((each) => each.table))];
    return `- ${one.command} on ${tables}: ${read + write + index} by us, ${reported} by it`;
  });
  return [
    `Commands that both priced: ${told.length}; the same price: ${told.length - apart.length}.`,
    ...new Set(lines),
  ].join('\n');
}
