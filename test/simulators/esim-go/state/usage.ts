import { covers } from './bundle.ts';
import { settleEsim, startBundle } from './clock.ts';
import { type Assignment, act, type Esim, record } from './esim.ts';
import { bundleEvent, emit } from './events.ts';
import { takeNumber } from './msisdn.ts';
import { countryName } from './networks.ts';
import { DAY_MS } from './wire.ts';
import type { World } from './world.ts';

const ALERT_PERCENTS = [1, 50, 80, 100];

export function installEsim(esim: Esim, now: number) {
  esim.profileStatus = 'Installed';
  esim.firstInstalledAt ??= now;
}

/** Traffic of a device in one country. Returns what no bundle could serve. */
export function useData(world: World, esim: Esim, bytes: number, iso: string, now: number): number {
  settleEsim(world, esim, now);
  installEsim(esim, now);
  attach(world, esim, iso, now);
  let left = bytes;
  for (let serving = nextBundle(esim, iso); left > 0 && serving; serving = nextBundle(esim, iso)) {
    left = consume(world, esim, serving, left, now);
  }
  return left;
}

function attach(world: World, esim: Esim, iso: string, now: number) {
  esim.location = { iso, seenAt: now };
  if (!esim.attached) {
    esim.attached = true;
    emit(world, now, { alertType: 'FirstAttachment', iccid: esim.iccid });
    record(esim, now, 'eSIM First Attachment', { alertType: 'FirstAttachment' });
  }
  const reportedAt = esim.countryReportedAt[iso];
  if (reportedAt !== undefined && now - reportedAt < DAY_MS) return;
  esim.countryReportedAt[iso] = now;
  const country = { code: iso, name: countryName(iso) };
  emit(world, now, { alertType: 'CountryChange', iccid: esim.iccid, country });
}

/** Of the running bundles the one that ends first; only without one does the oldest waiting bundle start. */
function nextBundle(esim: Esim, iso: string): Assignment | undefined {
  const here = esim.assignments.filter(({ bundle }) => covers(bundle, iso));
  const running = here
    .filter(({ state }) => state === 'active')
    .sort((a, b) => (a.endsAt ?? 0) - (b.endsAt ?? 0));
  return running[0] ?? here.find(({ state }) => state === 'queued');
}

function consume(world: World, esim: Esim, bundle: Assignment, bytes: number, now: number): number {
  esim.lastActivityAt = now;
  esim.deletionScheduledAt = null;
  if (bundle.state === 'queued') firstUse(world, esim, bundle, now);
  if (bundle.bundle.unlimited) return 0;
  const used = Math.min(bytes, bundle.remainingBytes);
  const before = bundle.remainingBytes;
  bundle.remainingBytes -= used;
  if (bundle.remainingBytes === 0) bundle.state = 'depleted';
  alert(world, esim, bundle, before, now);
  if (bundle.remainingBytes === 0) takeNumber(world, esim, 'Bundle depleted', now);
  return bytes - used;
}

function firstUse(world: World, esim: Esim, assignment: Assignment, now: number) {
  startBundle(assignment, now);
  bundleEvent(world, esim, assignment, 'FirstUse', now);
  record(esim, now, 'eSIM First Use', {
    bundleName: assignment.bundle.name,
    bundleState: 'active',
    alertType: 'FirstUse',
  });
}

/** Each threshold crossed tells the remainder at that threshold: real traffic passes them one by one. */
function alert(world: World, esim: Esim, assignment: Assignment, before: number, now: number) {
  const { initialBytes, remainingBytes } = assignment;
  for (const percent of ALERT_PERCENTS) {
    const mark = Math.round(initialBytes * (1 - percent / 100));
    if (before <= mark || remainingBytes > mark) continue;
    bundleEvent(world, esim, assignment, 'Utilisation', now, mark);
    act(esim, now, 'eSIM Utilisation Alert');
    record(esim, now, 'eSIM Utilisation Alert', {
      bundleName: assignment.bundle.name,
      bundleState: assignment.state,
      alertType: 'Utilisation',
    });
  }
}
