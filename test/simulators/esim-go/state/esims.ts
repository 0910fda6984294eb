import { type Bundle, dataBytes } from './bundle.ts';
import { settleEsim } from './clock.ts';
import { type Assignment, act, type Esim, record } from './esim.ts';
import { giveNumber } from './msisdn.ts';
import { refuse } from './refusal.ts';
import { SECOND_MS } from './wire.ts';
import type { World } from './world.ts';

const SMDP_ADDRESS = 'rsp-3104.idemia.io';

export function issueEsim(world: World, profileName: string, branding: string | null, now: number) {
  const esim: Esim = {
    iccid: world.ids.iccid(),
    matchingId: world.ids.matchingId(),
    smdpAddress: SMDP_ADDRESS,
    pin: '0000',
    puk: world.ids.puk(),
    profileName,
    brandingId: branding ?? '(default)',
    customerRef: '',
    msisdn: null,
    profileStatus: 'Released',
    state: 'active',
    policySuspended: false,
    removed: false,
    firstInstalledAt: null,
    assignedAt: now,
    lastAction: 'Bundle Applied',
    actionAt: now,
    lastActivityAt: now,
    deletionScheduledAt: null,
    attached: false,
    location: null,
    countryReportedAt: {},
    assignments: [],
    history: [],
  };
  world.esims.set(esim.iccid, esim);
  return esim;
}

export function assignBundle(
  world: World,
  esim: Esim,
  bundle: Bundle,
  grant: { reference: string; purchasedAt: number; paidMinor: number },
  now: number,
): Assignment {
  const bytes = dataBytes(bundle);
  const assignment: Assignment = {
    ...grant,
    id: world.ids.assignmentId(),
    bundle,
    assignedAt: now,
    readyAt: now + world.settings.processingSeconds * SECOND_MS,
    state: 'processing',
    startedAt: null,
    endsAt: null,
    initialBytes: bytes,
    remainingBytes: bytes,
  };
  esim.assignments.push(assignment);
  esim.assignedAt = now;
  esim.lastActivityAt = now;
  esim.deletionScheduledAt = null;
  act(esim, now, 'Bundle Applied');
  record(esim, now, 'Bundle Applied', { bundleName: bundle.name });
  giveNumber(world, esim, bundle, now);
  settleEsim(world, esim, now);
  return assignment;
}

/** A foreign, unknown, removed or expired ICCID all look the same from outside. */
export function ownEsim(world: World, iccid: string, now: number): Esim {
  const esim = world.esims.get(iccid);
  if (esim) settleEsim(world, esim, now);
  if (!esim || esim.removed) refuse(403, 'access denied');
  return esim;
}

export function liveEsim(world: World, iccid: string, now: number): Esim {
  const esim = ownEsim(world, iccid, now);
  if (esim.state === 'deactivated') refuse(400, 'eSIM is deactivated');
  return esim;
}
