import { credit } from './balance.ts';
import { type Assignment, act, type Esim, record } from './esim.ts';
import { ownEsim } from './esims.ts';
import { addBatch, REFUND_WINDOW_MS } from './inventory.ts';
import { takeNumber } from './msisdn.ts';
import { refuse } from './refusal.ts';
import type { World } from './world.ts';

export interface RevokeRequest {
  iccid: string;
  bundle: string;
  assignmentId: string | null;
  toBalance: boolean;
  validate: boolean;
}

type Outcome = 'balance' | 'inventory' | 'nothing';

/** Money comes back only if the organisation may refund, the bundle is unstarted and not too old. */
export function revokeBundle(world: World, request: RevokeRequest, now: number): string {
  const esim = ownEsim(world, request.iccid, now);
  const assignment = chooseAssignment(esim, request);
  const outcome = outcomeOf(world, assignment, request, now);
  if (request.validate) return `Bundle can be revoked, ${outcomeText(outcome, 'will be')}`;
  settleMoney(world, esim, assignment, outcome, now);
  assignment.state = 'revoked';
  takeNumber(world, esim, 'Bundle revoked', now);
  return `Successfully Revoked Bundle, ${outcomeText(outcome, 'has been')}`;
}

/** By name the oldest unused one, as in the documentation's worked example. */
function chooseAssignment(esim: Esim, request: RevokeRequest): Assignment {
  const open = esim.assignments.filter(
    ({ bundle, state }) =>
      bundle.name === request.bundle && !['expired', 'revoked', 'lapsed'].includes(state),
  );
  const { assignmentId } = request;
  if (assignmentId === null && request.toBalance) refuse(400, 'offerId is required');
  const chosen =
    assignmentId === null
      ? (open.find(({ startedAt }) => startedAt === null) ?? open.at(-1))
      : open.find(({ id }) => id === assignmentId);
  return chosen ?? refuse(400, `no bundle ${request.bundle} to revoke`);
}

function outcomeOf(
  world: World,
  assignment: Assignment,
  request: RevokeRequest,
  now: number,
): Outcome {
  const unused = assignment.startedAt === null;
  const recent = now - assignment.purchasedAt <= REFUND_WINDOW_MS;
  if (!world.settings.refundsEnabled || !unused || !recent) return 'nothing';
  return request.toBalance ? 'balance' : 'inventory';
}

function settleMoney(
  world: World,
  esim: Esim,
  { bundle, paidMinor, purchasedAt }: Assignment,
  outcome: Outcome,
  now: number,
) {
  const about = { bundleName: bundle.name, bundleState: 'revoked' as const };
  act(esim, now, outcome === 'nothing' ? 'Bundle Revoked' : 'Bundle Refund');
  if (outcome === 'nothing') {
    record(esim, now, 'Bundle Revoked', about);
  } else if (outcome === 'balance') {
    credit(world, paidMinor);
    world.tally.refundedMinor += paidMinor;
    record(esim, now, 'Bundle Refunded To Balance', about);
  } else {
    addBatch(world, bundle, 1, paidMinor, purchasedAt);
    record(esim, now, 'Bundle Refunded to Inventory', about);
  }
}

function outcomeText(outcome: Outcome, verb: string): string {
  return outcome === 'nothing'
    ? `bundle ${verb.replace(' ', ' not ')} refunded`
    : `bundle ${verb} refunded to ${outcome}`;
}
