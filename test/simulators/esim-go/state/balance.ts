import { balanceEvent, emit } from './events.ts';
import type { Order } from './order.ts';
import { refuse } from './refusal.ts';
import { toDecimal, toMinor } from './wire.ts';
import type { World } from './world.ts';

const LOW_BALANCE_STEPS = [1, 0.75, 0.5, 0.1];
const INSUFFICIENT_NOTICES_MAX = 10;
const TOP_UP_MIN_MINOR = 100_000;
const TOP_UP_MAX_MINOR = 500_000;

/** Steps of the threshold the balance has fallen to: each one passed on the way down is told. */
function stepsReached({ balanceMinor, settings }: World): number {
  const threshold = settings.lowBalanceThresholdMinor;
  return LOW_BALANCE_STEPS.filter((part) => balanceMinor <= threshold * part).length;
}

export function charge(world: World, amountMinor: number, now: number) {
  const before = stepsReached(world);
  world.balanceMinor -= amountMinor;
  if (stepsReached(world) > before) balanceEvent(world, 'LowBalance', now);
}

export function credit(world: World, amountMinor: number) {
  world.balanceMinor += amountMinor;
}

export function refuseForBalance(world: World, now: number): never {
  if (world.insufficientNotices < INSUFFICIENT_NOTICES_MAX) {
    world.insufficientNotices += 1;
    balanceEvent(world, 'InsufficientBalance', now);
  }
  return refuse(400, 'insufficient balance');
}

/** Charges the saved card. Like the real one it has no key: a second call charges again. */
export function topUpBalance(world: World, amount: string | null, sourceIp: string, now: number) {
  const amountMinor = toMinor(Number(amount));
  if (!(amountMinor >= TOP_UP_MIN_MINOR)) refuse(400, 'minimum amount is 1000');
  if (amountMinor > TOP_UP_MAX_MINOR) refuse(400, 'daily maximum is 5000');
  const oldAmount = toDecimal(world.balanceMinor);
  credit(world, amountMinor);
  world.insufficientNotices = 0;
  const order = topUpOrder(world, amountMinor, sourceIp, now);
  world.orders.push(order);
  world.ordersByReference.set(order.reference, order);
  const balance = toDecimal(world.balanceMinor);
  emit(world, now, { alertType: 'Topup', bundle: { oldAmount, newAmount: balance } });
  return { amount: toDecimal(amountMinor), balance, ref: order.reference };
}

function topUpOrder(world: World, amountMinor: number, sourceIp: string, now: number): Order {
  const reference = world.ids.uuid();
  return {
    reference,
    applyReference: null,
    kind: 'topup',
    sequence: world.orders.length,
    createdAt: now,
    visibleAt: now,
    completesAt: now,
    status: 'completed',
    assign: false,
    profileId: null,
    lines: [
      {
        type: 'apiTopup',
        item: 'Balance top-up',
        quantity: 1,
        unitMinor: amountMinor,
        allowReassign: false,
        iccids: [],
      },
    ],
    units: [],
    totalMinor: amountMinor,
    runningBalanceMinor: world.balanceMinor,
    sourceIp,
  };
}
