/** The provider's tokens: reads take theirs second by second, and leave some for orders. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Item } from '../platform/dynamodb.ts';
import { log } from '../platform/observability.ts';
import { clockErrorMs, type GateItem, isPast, numberIn } from './gate-item.ts';
import { ProviderUnavailable } from './port.ts';

/** What the headers of an answer told. */
export interface Told {
  status: number;
  limit?: number | undefined;
  cost?: number | undefined;
  retryAfterMs?: number | undefined;
}

export const orderRoute = 'POST /orders';

/** Documented, until the headers tell otherwise. */
const tokensPerSecond = 10;
/** Orders do not ask for tokens: their pace is their slot's. */
const keptForOrders = 2;
/** A read that waits costs somebody's time. */
const waitMaxMs = 2_000;
const jitterMs = 200;
const triesMax = 10;

const costName = (route: string) => `cost ${route}`;
const costOf = (item: Item | undefined, route: string) => numberIn(item, costName(route)) ?? 1;
export const limitOf = (item: Item | undefined) => numberIn(item, 'limit') ?? tokensPerSecond;

export async function takeTokens(gate: GateItem, route: string, budgetMs: number): Promise<void> {
  const deadlineAt = Date.now() + Math.min(budgetMs, waitMaxMs);
  for (let tries = 1; ; tries += 1) {
    const nowMs = Date.now();
    if (await taken(gate, route, nowMs)) return;
    const waitMs = waitFor(gate.memory.seen, route, nowMs);
    if (waitMs === 0 ? tries >= triesMax : nowMs + waitMs >= deadlineAt)
      throw new ProviderUnavailable(`${gate.provider}: no tokens left`, Math.max(waitMs, jitterMs));
    if (waitMs > 0) await sleep(waitMs);
  }
}

async function taken(gate: GateItem, route: string, nowMs: number): Promise<boolean> {
  const { seen } = gate.memory;
  const now = secondOf(nowMs);
  const cost = costOf(seen, route);
  const values = { ':cost': cost, ':now': nowMs };
  try {
    const { done } = await gate.change(
      isCurrent(seen, nowMs)
        ? {
            set: 'SET used = used + :cost',
            condition: `#second >= :second AND used <= :room AND ${isPast('blockedUntil')}`,
            names: { '#second': 'second' },
            values: { ...values, ':second': now, ':room': roomFor(seen, route) },
          }
        : {
            set: 'SET #second = :second, used = :cost',
            condition: `(attribute_not_exists(#second) OR #second < :second OR #second > :wrong) AND ${isPast('blockedUntil')}`,
            names: { '#second': 'second' },
            values: { ...values, ':second': now, ':wrong': secondOf(nowMs + clockErrorMs) },
          },
    );
    return done;
  } catch (error) {
    // Read as a fault of the provider's side by those who wait; the reason is for the log.
    log('error', 'the gate does not answer', { provider: gate.provider, error });
    throw new ProviderUnavailable(`${gate.provider}: the gate does not answer`, undefined, {
      cause: error,
    });
  }
}

/** 0: what was seen before is out of date, and another try may do. */
function waitFor(item: Item | undefined, route: string, nowMs: number): number {
  const blockedMs = (numberIn(item, 'blockedUntil') ?? 0) - nowMs;
  if (blockedMs > 0) return blockedMs + Math.random() * jitterMs;
  const isFull = isCurrent(item, nowMs) && (numberIn(item, 'used') ?? 0) > roomFor(item, route);
  if (!isFull) return 0;
  // To the next second, not all at its very beginning.
  const next = ((numberIn(item, 'second') ?? 0) + 1) * 1000;
  return Math.max(0, next - nowMs) + Math.random() * jitterMs;
}

const secondOf = (ms: number) => Math.floor(ms / 1000);

/** Clocks differ a little: a second that another has begun already is used by all. */
function isCurrent(item: Item | undefined, nowMs: number): boolean {
  const second = numberIn(item, 'second');
  return (
    second !== undefined && second >= secondOf(nowMs) && second <= secondOf(nowMs + clockErrorMs)
  );
}

/** The most that may be used before this call; below zero it can only be the first of its second. */
const roomFor = (item: Item | undefined, route: string): number =>
  limitOf(item) - Math.max(keptForOrders, costOf(item, orderRoute)) - costOf(item, route);

/** Never rejects: what is not learned now is learned from a later answer. */
export async function learn(gate: GateItem, route: string, told: Told): Promise<void> {
  try {
    if (told.status === 429) await block(gate, Date.now() + (told.retryAfterMs ?? 1_000));
    else await remember(gate, route, told);
  } catch (error) {
    log('warn', 'the gate has not learned', { provider: gate.provider, error });
  }
}

async function block(gate: GateItem, untilMs: number): Promise<void> {
  await gate.change({
    set: 'SET blockedUntil = :until',
    condition: 'attribute_not_exists(blockedUntil) OR blockedUntil < :until',
    values: { ':until': untilMs },
  });
}

async function remember(gate: GateItem, route: string, { limit, cost }: Told): Promise<void> {
  const { seen } = gate.memory;
  const news: [name: string, value: number][] = [];
  if (limit !== undefined && limit > 0 && limit !== limitOf(seen)) news.push(['limit', limit]);
  if (cost !== undefined && cost !== costOf(seen, route)) news.push([costName(route), cost]);
  for (const [name, value] of news)
    await gate.change({
      set: 'SET #name = :value',
      condition: 'attribute_not_exists(#name) OR #name <> :value',
      names: { '#name': name },
      values: { ':value': value },
    });
}
