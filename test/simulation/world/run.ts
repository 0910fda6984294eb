/**
 * One seed from its first order to the quiet after its last: orders arrive while things go wrong,
 * then nothing goes wrong any more, and everything has to come to its end by itself.
 */
import type { Machine } from '../runtime/machine.ts';
import type { FaultKind } from '../runtime/types.ts';
import { endViolations } from './invariants/ends.ts';
import { claimsOf, ordersOf, reviewsOf, type Violation } from './invariants/evidence.ts';
import { finalViolations, momentViolations } from './judge.ts';
import { drawScene } from './scene.ts';
import { drawScript } from './script.ts';
import { evidenceOf, openStage, type Stage } from './stage.ts';
import { finalWithinSeconds, timings } from './timings.ts';
import { drawWeather, type Profile, type Weather } from './weather.ts';

export interface Case {
  seed: number;
  orders: number;
  profile: Profile;
  /** Only these orders come, and only these faults strike, where given. */
  only?: readonly number[] | undefined;
  keep?: readonly string[] | undefined;
  without?: readonly FaultKind[] | undefined;
}

export interface Outcome {
  violations: Violation[];
  orders: number;
  /** By state at the end. */
  states: Record<string, number>;
  reviews: Record<string, number>;
  esimsSold: number;
  faults: Record<FaultKind, number>;
  weather: Weather['profile'];
  occurrences: string[];
  virtualMs: number;
  /** From the last fault until all orders were final. */
  settledMs: number;
  traceHash: string;
  trace: readonly string[];
}

const minuteMs = 60_000;

export async function runCase(wish: Case): Promise<Outcome> {
  const { seed, orders, only, keep, without } = wish;
  const scene = drawScene(seed, orders, wish.profile === 'thieves' ? 1 : undefined);
  const weather = drawWeather(seed, wish.profile, scene.spanMs);
  const numbers = only ?? Array.from({ length: orders }, (_, n) => n);
  const scripts = numbers.map((n) => drawScript(seed, n, scene));
  const stage = await openStage(
    { seed, scene, weather, scripts },
    { keep: keep && new Set(keep), without: without && new Set(without) },
  );
  const { machine, faults } = stage;
  const lastMs = Math.max(scene.spanMs, ...scripts.map(({ atMs }) => atMs));
  const spellsEndMs = Math.max(0, ...weather.spells.map(({ toMs }) => toMs));
  await runWatched(stage, stage.startMs + Math.max(lastMs + scene.tailMs, spellsEndMs));
  faults.stop();
  const stoppedMs = machine.now();
  await settle(stage, stoppedMs);
  const settledMs = machine.now() - stoppedMs;
  await tidy(stage);
  const outcome = judged(stage);
  await machine.close();
  return { ...outcome, weather: weather.profile, settledMs };
}

const checkpoints = 8;

/** Judges what must hold at every moment a few times on the way, and ends early when it does not. */
async function runWatched(stage: Stage, untilMs: number): Promise<void> {
  const { machine } = stage;
  const stepMs = (untilMs - machine.now()) / checkpoints;
  for (let step = 0; step < checkpoints && isWhole(stage); step += 1) {
    await machine.runUntil(machine.now() + stepMs);
    stage.violations.push(...momentViolations(evidenceOf(stage)));
  }
}

const isWhole = ({ watch, violations }: Stage) =>
  watch.violations.length === 0 && violations.length === 0;

/** Until every order is final, by itself, or until it has had all the time that it may need. */
async function settle(stage: Stage, stoppedMs: number): Promise<void> {
  const { machine } = stage;
  const deadlineMs = stoppedMs + finalWithinSeconds * 1000;
  while (isWhole(stage)) {
    await machine.runUntil(machine.now() + minuteMs);
    if (machine.quiet() && stage.watch.open.size === 0) return;
    if (machine.now() < deadlineMs) continue;
    const { books } = evidenceOf(stage);
    stage.violations.push(...endViolations(books, machine.now() - stoppedMs));
    return;
  }
}

/** What needs a person, or days: dead letters sent again, purchases audited, receivers tried again. */
async function tidy(stage: Stage): Promise<void> {
  const { machine } = stage;
  // A message that fails again and again takes its time until it is given up once more.
  if (machine.queues.redrive() > 0)
    await runWhile(stage, 5 * minuteMs, 240 * minuteMs, () => !machine.quiet());
  const boundSeconds = timings.giveUpSeconds + timings.inFlightSeconds + timings.settleSeconds;
  await runWhile(stage, 15 * minuteMs, boundSeconds * 1000 + 120 * minuteMs, () => {
    const { books, sales } = evidenceOf(stage);
    return claimsOf(books).length < sales.length;
  });
  await runWhile(stage, 5 * minuteMs, 40 * minuteMs, () =>
    evidenceOf(stage).books.deliveries.some(({ status }) => status === 'RETRYING'),
  );
}

async function runWhile(stage: Stage, stepMs: number, mostMs: number, isOpen: () => boolean) {
  const { machine } = stage;
  const deadlineMs = machine.now() + mostMs;
  while (isWhole(stage) && machine.now() < deadlineMs && isOpen())
    await machine.runUntil(machine.now() + stepMs);
}

function judged(stage: Stage): Omit<Outcome, 'weather' | 'settledMs'> {
  const { machine, faults, watch, tracing } = stage;
  const evidence = evidenceOf(stage);
  const { books, sales } = evidence;
  const violations = [
    ...watch.violations,
    ...stage.violations,
    ...momentViolations(evidence),
    // A run that was broken off has no end to be judged.
    ...(isWhole(stage) ? [...finalViolations(evidence), ...strangeDeadLetters(machine)] : []),
  ];
  return {
    violations: distinct(violations),
    orders: ordersOf(books).length,
    states: tally(ordersOf(books).map(({ status }) => status)),
    reviews: tally(reviewsOf(books).map(({ kind }) => kind)),
    esimsSold: sales.reduce((sum, { iccids }) => sum + iccids.length, 0),
    faults: { ...faults.counts },
    occurrences: faults.occurrences(),
    virtualMs: machine.now() - stage.startMs,
    traceHash: tracing.hash(),
    trace: tracing.lines(),
  };
}

/** Only what nobody can read may end there. */
const strangeDeadLetters = ({ queues }: Machine): Violation[] =>
  queues
    .deadLetters()
    .filter(({ isPoison }) => !isPoison)
    .map(({ consumer, body }) => ({
      ...{ invariant: 'dead letters', subject: consumer },
      what: `gave up: ${body.slice(0, 200)}`,
    }));

const distinct = (violations: readonly Violation[]): Violation[] => [
  ...new Map(violations.map((each) => [JSON.stringify(each), each])).values(),
];

function tally(values: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}
