/** The timings of the remote stages, under which every simulated order runs (a test compares them). */
import type { Timings } from '../../../lib/platform/config.ts';

export const timings: Timings = {
  paymentSeconds: 1800,
  announceSeconds: 120,
  orderGapSeconds: 3.1,
  providerCallSeconds: 25,
  inFlightSeconds: 90,
  settleSeconds: 600,
  giveUpSeconds: 4 * 3600,
};

/** What the world may do to clocks and lists without breaking the product's own assumptions. */
export const provider = {
  /** A purchase is listed at the latest after this: within the settling time, with room. */
  listedLateMaxSeconds: timings.settleSeconds * 0.8,
};

/**
 * Once nothing goes wrong any more, every order is final within this: a buyer waits no longer than
 * `giveUpSeconds`; then a lost announcement is repeated (each hour at the latest), and a payment
 * under way is asked for again every quarter of an hour.
 */
export const finalWithinSeconds =
  timings.giveUpSeconds + timings.inFlightSeconds + timings.settleSeconds + 3600 + 900;
