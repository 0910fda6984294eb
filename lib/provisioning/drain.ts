/**
 * Buys for waiting orders: one provider order a slot, as many riders as fit. Slots come from the
 * provider's gate, which all workers share; a worker without one does nothing, because whoever has
 * the present slot has a wake-up for the next one under way.
 */
import { changedOrder } from '../orders/items.ts';
import type { Order } from '../orders/order.ts';
import { transact } from '../platform/dynamodb.ts';
import { newId } from '../platform/ids.ts';
import { count, log } from '../platform/observability.ts';
import type { Slot } from '../providers/gate.ts';
import type { Provider } from '../providers/port.ts';
import { newAttempt } from './items.ts';
import { type OpenAttempt, settle } from './settle.ts';
import { isPrepared, prepared } from './top-up.ts';
import { isOverdue, started } from './transitions.ts';
import { packed, waitingOrders } from './waiting.ts';
import { each, fail, lineOf, moment, type Provisioning } from './work.ts';

/** `named` are orders that were just announced; without any, the call is a mere wake-up. */
export async function drain(named: readonly string[], deps: Provisioning): Promise<void> {
  // A wake-up that finds nobody must not use up a slot: the chain ends here.
  const listed = named.length > 0 ? undefined : await waitingOrders([], deps.clock());
  if (listed?.length === 0) return;
  const slot = await slotFor(named.length === 0, deps);
  if (!slot.granted) return;
  // First of all: should this worker die, the others' turn comes all the same. Queues know whole
  // seconds only: rather a moment too early than a slot of the provider's lost each time.
  await deps.wake(Math.floor(slot.nextInMs / 1000)).catch((error: unknown) =>
    // The reconciler wakes us within a minute.
    log('warn', 'wake-up not sent', { error }),
  );
  const waiting = await inTime(listed ?? (await waitingOrders(named, deps.clock())), deps);
  const { riders, unprepared } = await ridersOf(waiting, slot, deps);
  const attempt = await begun(riders, deps);
  if (attempt) await send(attempt, slot, deps);
  // It rides in a later slot; nobody else waits for what the provider says of its eSIM.
  if (unprepared) await prepared(unprepared, deps);
}

async function send(
  attempt: OpenAttempt,
  slot: Slot & { granted: true },
  deps: Provisioning,
): Promise<void> {
  const outcome = await providerOf(attempt, deps).place(
    attempt.id,
    attempt.orders.map(lineOf),
    deps.timings.providerCallSeconds * 1000,
  );
  count(`ProviderOrder${outcome.outcome}`);
  await settle(attempt, outcome, deps);
  // Nothing was placed, so the slot was not used up.
  if (outcome.outcome === 'NOT_PLACED' && outcome.cause === 'RATE_LIMITED')
    await deps.gate.giveBack(slot, outcome.retryAfterMs, deps.clock());
  // Wake-ups that came while the probe was out found the circuit open.
  if (slot.probe) await deps.wake(0);
}

/** A wake-up that comes a moment before its slot waits for it. */
const earlyMaxMs = 3_000;

async function slotFor(isWakeUp: boolean, { gate, clock, pause }: Provisioning): Promise<Slot> {
  const slot = await gate.takeOrderSlot(clock());
  if (slot.granted || !isWakeUp || slot.waitMs > earlyMaxMs) return slot;
  await pause(slot.waitMs);
  return await gate.takeOrderSlot(clock());
}

/** Later, an order would come too near to the next slot's, whose wake-up is under way. */
const lateMs = 1_000;

/** A top-up has to be prepared before it rides: at once when nobody else could use the slot. */
async function ridersOf(
  waiting: Order[],
  { probe }: { probe: boolean },
  deps: Provisioning,
): Promise<{ riders: Order[]; unprepared: Order | undefined }> {
  const ready = waiting.filter(isPrepared);
  const unprepared = waiting.find((order) => !isPrepared(order));
  if (ready.length > 0) return { riders: probe ? ready.slice(0, 1) : packed(ready), unprepared };
  if (!unprepared) return { riders: [], unprepared };
  const startMs = deps.clock().getTime();
  const topUp = await prepared(unprepared, deps);
  const isLate = deps.clock().getTime() - startMs > lateMs;
  return { riders: topUp && !isLate ? [topUp] : [], unprepared: undefined };
}

/** One order's own correlation id goes along; of several riders the attempt's, which the log ties to theirs. */
function providerOf({ id, orders }: OpenAttempt, { provider, providerAs }: Provisioning): Provider {
  for (const order of orders)
    log('info', 'order rides', {
      attempt: id,
      orderId: order.id,
      correlationId: order.correlationId,
    });
  const [only, ...others] = orders;
  return providerAs?.(only && others.length === 0 ? only.correlationId : id) ?? provider;
}

/** Those whose time is up fail here: their buyers have waited too long. */
async function inTime(waiting: Order[], deps: Provisioning): Promise<Order[]> {
  const late = waiting.filter((order) => isOverdue(order, moment(order, deps)));
  await each(late, (order) => fail(order, 'PROVIDER_UNAVAILABLE', deps));
  return waiting.filter((order) => !late.includes(order));
}

/**
 * The attempt record and all its orders move in one transaction, before the call. Riders that moved
 * meanwhile are left behind, and the rest tries again.
 */
async function begun(riders: Order[], deps: Provisioning): Promise<OpenAttempt | undefined> {
  let orders = riders;
  while (orders.length > 0) {
    const now = deps.clock();
    const id = newId('attempt', now);
    const open = orders.map((order) => started(order, id, moment(order, deps)));
    const writes = Object.fromEntries(
      orders.map((order, index) => [order.id, changedOrder(order, open[index] as Order)]),
    );
    const outcome = await transact<string>({
      ...writes,
      attempt: newAttempt({
        id,
        provider: deps.provider.name,
        startedAt: now.toISOString(),
        lines: orders.map((order) => ({ orderId: order.id, ...lineOf(order) })),
      }),
    });
    if (outcome.ok) return { id, orders: open };
    const { refused } = outcome;
    const left = orders.filter((order) => refused[order.id] === undefined);
    if (left.length === orders.length) throw new Error(`attempt ${id} exists already`);
    log('info', 'riders moved meanwhile', { moved: orders.length - left.length });
    orders = left;
  }
  return undefined;
}
