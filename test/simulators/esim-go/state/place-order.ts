import { charge, refuseForBalance } from './balance.ts';
import { accept } from './fulfil-order.ts';
import type { Order } from './order.ts';
import { type Plan, planOrder } from './plan-order.ts';
import { readOrder } from './read-order.ts';
import { refuse } from './refusal.ts';
import { SECOND_MS } from './wire.ts';
import type { World } from './world.ts';

export interface Quote extends Plan {
  valid: boolean;
  assign: boolean;
}

/** `validate`: a quote above the balance is an answer (`valid: false`), not an error. */
export function quoteOrder(world: World, body: unknown, now: number): Quote {
  world.tally.validations += 1;
  const request = readOrder(body);
  const plan = planOrder(world, request, now);
  return { ...plan, assign: request.assign, valid: plan.totalMinor <= world.balanceMinor };
}

/**
 * `transaction`. Everything between check and effect is synchronous, so that concurrent requests
 * cannot spend the same balance twice and the statistics stay exact. `shortBy` keeps eSIMs back
 * although they are paid: a provider that delivers too little.
 */
export function placeOrder(
  world: World,
  body: unknown,
  { sourceIp, shortBy = 0 }: { sourceIp: string; shortBy?: number },
  now: number,
): Order {
  requireGap(world, now);
  const { assign, profileId, ...plan } = checked(world, body, now);
  charge(world, plan.totalMinor, now);
  world.lastOrderAt = now;
  if (shortBy > 0) plan.units.splice(-shortBy);
  return accept(
    world,
    { ...plan, kind: 'purchase', applyReference: null, assign, profileId, sourceIp },
    plan.lines.reduce((sum, line) => sum + line.quantity, 0),
    now,
  );
}

function checked(world: World, body: unknown, now: number) {
  try {
    const request = readOrder(body);
    const plan = planOrder(world, request, now);
    if (plan.totalMinor > world.balanceMinor) refuseForBalance(world, now);
    return { ...plan, assign: request.assign, profileId: request.profileId };
  } catch (error) {
    world.tally.refusedOrders += 1;
    throw error;
  }
}

/** The help centre asks for three seconds between orders; refused before any processing, so a definite 429. */
function requireGap(world: World, now: number) {
  const nextAt = (world.lastOrderAt ?? -Infinity) + world.settings.orderGapSeconds * SECOND_MS;
  if (now >= nextAt || world.settings.orderGapSeconds === 0) return;
  world.tally.rateLimited += 1;
  refuse(429, 'Rate limit exceeded', Math.ceil((nextAt - now) / SECOND_MS));
}
