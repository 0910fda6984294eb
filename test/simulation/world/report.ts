/** What many seeds came to: counts that add up over seeds and workers. */
import { type FaultKind, faultKinds } from '../runtime/types.ts';
import type { Outcome } from './run.ts';

export interface Report {
  seeds: number;
  orders: number;
  failedSeeds: number[];
  violations: number;
  states: Record<string, number>;
  reviews: Record<string, number>;
  weather: Record<string, number>;
  faults: Record<FaultKind, number>;
  esimsSold: number;
  virtualHours: number;
  /** The longest that a seed took from its last fault until all was final. */
  settledMaxMinutes: number;
  realSeconds: number;
}

export const emptyReport = (): Report => ({
  ...{ seeds: 0, orders: 0, failedSeeds: [], violations: 0, states: {}, reviews: {}, weather: {} },
  faults: Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Report['faults'],
  ...{ esimsSold: 0, virtualHours: 0, settledMaxMinutes: 0, realSeconds: 0 },
});

export function addOutcome(report: Report, seed: number, outcome: Outcome): void {
  report.seeds += 1;
  report.orders += outcome.orders;
  if (outcome.violations.length > 0) report.failedSeeds.push(seed);
  report.violations += outcome.violations.length;
  addCounts(report.states, outcome.states);
  addCounts(report.reviews, outcome.reviews);
  addCounts(report.weather, { [outcome.weather]: 1 });
  addCounts(report.faults, outcome.faults);
  report.esimsSold += outcome.esimsSold;
  report.virtualHours += outcome.virtualMs / 3_600_000;
  report.settledMaxMinutes = Math.max(report.settledMaxMinutes, outcome.settledMs / 60_000);
}

/** Workers run side by side: their time does not add up. */
export function addReport(report: Report, other: Report): void {
  for (const part of ['seeds', 'orders', 'violations', 'esimsSold', 'virtualHours'] as const)
    report[part] += other[part];
  report.failedSeeds.push(...other.failedSeeds);
  for (const part of ['states', 'reviews', 'weather', 'faults'] as const)
    addCounts(report[part], other[part]);
  report.settledMaxMinutes = Math.max(report.settledMaxMinutes, other.settledMaxMinutes);
  report.realSeconds = Math.max(report.realSeconds, other.realSeconds);
}

function addCounts(into: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) into[name] = (into[name] ?? 0) + count;
}

const grouped = (value: number) => Math.round(value).toLocaleString('en-US');

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${grouped(count)}`)
    .join(', ') || 'none';

export const progressLine = ({ orders, realSeconds, seeds, violations }: Report): string =>
  `${grouped(orders)} orders, ${grouped(orders / Math.max(realSeconds, 0.001))}/s, ` +
  `${grouped(seeds)} seeds, ${grouped(violations)} violations`;

export function reportText(report: Report): string {
  const faults = Object.values(report.faults).reduce((sum, count) => sum + count, 0);
  const unmet = Object.entries(report.faults).filter(([, count]) => count === 0);
  return [
    '',
    `orders          ${grouped(report.orders)} in ${grouped(report.seeds)} seeds, ${grouped(report.orders / report.realSeconds)} a second`,
    `time            ${grouped(report.realSeconds)} s real, ${grouped(report.virtualHours)} h virtual`,
    `weather         ${counted(report.weather)}`,
    `ends            ${counted(report.states)}`,
    `eSIMs sold      ${grouped(report.esimsSold)}`,
    `in review       ${counted(report.reviews)}`,
    `final           at the latest ${grouped(report.settledMaxMinutes)} minutes after the last fault`,
    `faults          ${grouped(faults)}: ${counted(report.faults)}`,
    ...(unmet.length > 0 ? [`never struck    ${unmet.map(([kind]) => kind).join(', ')}`] : []),
    `violations      ${grouped(report.violations)}${report.failedSeeds.length > 0 ? ` in seeds ${report.failedSeeds.join(', ')}` : ''}`,
  ].join('\n');
}
