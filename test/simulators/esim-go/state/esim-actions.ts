import { requireBundle } from './catalogue.ts';
import { act, type Esim, record } from './esim.ts';
import { liveEsim, ownEsim } from './esims.ts';
import { emit } from './events.ts';
import { networksOf } from './networks.ts';
import { refuse } from './refusal.ts';
import { timestamp } from './wire.ts';
import type { World } from './world.ts';

export function setCustomerRef(world: World, iccid: unknown, customerRef: unknown, now: number) {
  if (typeof iccid !== 'string' || typeof customerRef !== 'string') {
    refuse(400, 'iccid and customerRef are required');
  }
  const esim = ownEsim(world, iccid, now);
  esim.customerRef = customerRef;
  act(esim, now, 'eSIM Updated');
  record(esim, now, 'eSIM Updated');
}

/** A GET that cuts the user off for a moment. */
export function refreshEsim(world: World, iccid: string, now: number) {
  const esim = liveEsim(world, iccid, now);
  act(esim, now, 'eSIM Refreshed');
  record(esim, now, 'eSIM Refreshed');
}

export function isCompatible(world: World, iccid: string, bundle: string, now: number): boolean {
  const esim = ownEsim(world, iccid, now);
  return esim.profileName === requireBundle(world, bundle).profileName;
}

/** Accepted for every live eSIM; that no device received it is told by a notification. */
export function sendSms(
  world: World,
  iccid: string,
  { message, from = 'eSIM' }: { message?: unknown; from?: unknown },
  now: number,
) {
  const esim = liveEsim(world, iccid, now);
  const length = typeof message === 'string' ? [...message].length : 0;
  if (length < 1 || length > 160) refuse(400, 'message must have 1 to 160 characters');
  if (from !== 'eSIM') refuse(400, 'from must be eSIM');
  if (esim.attached) return;
  const number = esim.msisdn ? { msisdn: esim.msisdn } : {};
  emit(world, now, { iccid, alertType: 'SMSFailed', timestamp: timestamp(now), ...number });
}

export function suspendEsim(world: World, iccid: string, suspend: unknown, now: number) {
  const esim = liveEsim(world, iccid, now);
  if (typeof suspend !== 'boolean') refuse(400, 'suspend must be a boolean');
  if (!suspend && esim.policySuspended) refuse(403, 'eSIM is suspended by policy');
  esim.state = suspend ? 'suspended' : 'active';
}

/** Irreversible: all bundles go without refund and the eSIM leaves the account. */
export function deleteEsim(world: World, iccid: string, now: number) {
  const esim = ownEsim(world, iccid, now);
  for (const assignment of esim.assignments) {
    if (['expired', 'lapsed'].includes(assignment.state)) continue;
    assignment.state = 'revoked';
    record(esim, now, 'Bundle Revoked', {
      bundleName: assignment.bundle.name,
      bundleState: 'revoked',
    });
  }
  esim.removed = true;
}

export function locationView({ location }: Esim) {
  const network = location && networksOf(location.iso)[0];
  return {
    mobileNetworkCode: network?.tagid ?? '',
    networkName: network?.name ?? '',
    networkBrandName: network?.brandName ?? '',
    country: location?.iso ?? '',
    lastSeen: location ? timestamp(location.seenAt) : '',
  };
}
