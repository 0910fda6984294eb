import { settleEsim } from './clock.ts';
import { settleOrders } from './fulfil-order.ts';
import type { World } from './world.ts';

/** Brings the whole provider up to `now`: orders first, because they bring eSIMs. */
export function settleWorld(world: World, now: number) {
  settleOrders(world, now);
  for (const esim of world.esims.values()) settleEsim(world, esim, now);
}
