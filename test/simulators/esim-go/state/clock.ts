import { type Assignment, type Esim, openAssignments, record } from './esim.ts';
import { deletionEvent } from './events.ts';
import { takeNumber } from './msisdn.ts';
import { DAY_MS, YEAR_MS } from './wire.ts';
import type { World } from './world.ts';

const INACTIVITY_MS = 180 * DAY_MS;
const DELETION_NOTICE_MS = 7 * DAY_MS;

export function startBundle(assignment: Assignment, at: number) {
  assignment.state = 'active';
  assignment.startedAt = at;
  assignment.endsAt = at + assignment.bundle.duration * DAY_MS;
}

/** Brings one eSIM up to `now`. Idempotent, and right after any leap of the clock: each step has its own time. */
export function settleEsim(world: World, esim: Esim, now: number) {
  for (const assignment of esim.assignments) settleAssignment(world, esim, assignment, now);
  if (esim.removed) return;
  settleInactivity(world, esim, now);
  const active = esim.assignments.some(({ state }) => state === 'active');
  if (!active && now >= esim.assignedAt + YEAR_MS) esim.removed = true;
}

function settleAssignment(world: World, esim: Esim, assignment: Assignment, now: number) {
  const bundleName = assignment.bundle.name;
  if (assignment.state === 'processing' && now >= assignment.readyAt) {
    assignment.state = 'queued';
    if (assignment.bundle.autostart) startBundle(assignment, assignment.readyAt);
  }
  const lapsesAt = assignment.assignedAt + YEAR_MS;
  if (assignment.state === 'queued' && now >= lapsesAt) {
    assignment.state = 'lapsed';
    record(esim, lapsesAt, 'Bundle Lapsed', { bundleName, bundleState: 'lapsed' });
  }
  const running = assignment.state === 'active' || assignment.state === 'depleted';
  if (running && assignment.endsAt !== null && now >= assignment.endsAt) {
    assignment.state = 'expired';
    record(esim, assignment.endsAt, 'Bundle Expired', { bundleName, bundleState: 'expired' });
    takeNumber(world, esim, 'Bundle expired', assignment.endsAt);
  }
}

/** 180 days without a bundle applied or used: notice, and seven days later the end. */
function settleInactivity(world: World, esim: Esim, now: number) {
  const active = openAssignments(esim).some(({ state }) => state === 'active');
  const noticeAt = esim.lastActivityAt + INACTIVITY_MS;
  if (esim.state === 'deactivated' || active || now < noticeAt) return;
  if (esim.deletionScheduledAt === null) {
    esim.deletionScheduledAt = noticeAt;
    deletionEvent(world, esim, 'esim.deletion_scheduled', noticeAt);
  }
  if (now < noticeAt + DELETION_NOTICE_MS) return;
  deactivate(esim);
  deletionEvent(world, esim, 'esim.deleted', noticeAt + DELETION_NOTICE_MS);
}

export function deactivate(esim: Esim) {
  esim.state = 'deactivated';
  esim.profileStatus = 'Deactivated';
}
