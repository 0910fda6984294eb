import type { Assignment, Esim } from './esim.ts';
import type { Json } from './json.ts';
import { timestamp, toDecimal } from './wire.ts';
import type { World } from './world.ts';

export function emit(world: World, at: number, body: Json) {
  world.events.push({ at, body });
}

export function bundleEvent(
  world: World,
  esim: Esim,
  assignment: Assignment,
  alertType: 'Utilisation' | 'FirstUse',
  at: number,
  remainingBytes = assignment.remainingBytes,
) {
  const { id, reference, bundle, initialBytes, startedAt, endsAt } = assignment;
  emit(world, at, {
    iccid: esim.iccid,
    alertType,
    bundle: {
      id,
      reference,
      name: bundle.name,
      description: bundle.description,
      initialQuantity: initialBytes,
      remainingQuantity: remainingBytes,
      startTime: startedAt === null ? '' : timestamp(startedAt),
      endTime: endsAt === null ? '' : timestamp(endsAt),
      unlimited: bundle.unlimited,
    },
  });
}

export function balanceEvent(
  world: World,
  alertType: 'LowBalance' | 'InsufficientBalance',
  at: number,
) {
  const threshold = world.settings.lowBalanceThresholdMinor;
  const percent = threshold === 0 ? 0 : (world.balanceMinor / threshold) * 100;
  emit(world, at, {
    alertType,
    balanceInfo: {
      balance: toDecimal(world.balanceMinor),
      threshold: toDecimal(threshold),
      thresholdPercentRemaining: Math.round(percent * 100) / 100,
    },
  });
}

export function deletionEvent(
  world: World,
  esim: Esim,
  event: 'esim.deletion_scheduled' | 'esim.deleted',
  at: number,
) {
  emit(world, at, { date: timestamp(at), event, iccid: esim.iccid });
}
