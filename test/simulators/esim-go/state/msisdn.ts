import { type Bundle, hasNumber } from './bundle.ts';
import { type Esim, openAssignments } from './esim.ts';
import { emit } from './events.ts';
import type { World } from './world.ts';

/** Only bundles with voice or SMS bring a phone number. */
export function giveNumber(world: World, esim: Esim, bundle: Bundle, now: number) {
  if (!hasNumber(bundle) || esim.msisdn) return;
  esim.msisdn = world.ids.msisdn();
  report(world, esim, 'MSISDNEnabled', 'Bundle applied', now);
}

export function takeNumber(
  world: World,
  esim: Esim,
  reason: 'Bundle expired' | 'Bundle revoked' | 'Bundle depleted',
  now: number,
) {
  const kept = openAssignments(esim).some(({ bundle }) => hasNumber(bundle));
  if (!esim.msisdn || kept) return;
  report(world, esim, 'MSISDNDisabled', reason, now);
  esim.msisdn = null;
}

function report(world: World, esim: Esim, alertType: string, reason: string, now: number) {
  emit(world, now, { alertType, iccid: esim.iccid, msisdn: esim.msisdn, reason });
}
