/** What each buyer is going to do. A script depends on its own number only, never on other buyers. */
import { type Dice, diceOf } from './dice.ts';
import type { Scene } from './scene.ts';
import { timings } from './timings.ts';

/** How a traveller pays; times count from the moment at which the order is there. */
export type PayPlan =
  | { kind: 'pays'; afterMs: number }
  | { kind: 'declined-first'; afterMs: number; againAfterMs: number }
  | { kind: 'challenged'; afterMs: number; answerAfterMs: number; outcome: 'succeed' | 'fail' }
  | { kind: 'by-debit'; afterMs: number; settlesAfterMs: number; outcome: 'succeed' | 'fail' }
  /** The bank sends another amount than was asked for. */
  | { kind: 'pays-wrong'; afterMs: number; amount: number }
  | { kind: 'never' };

export interface Script {
  n: number;
  atMs: number;
  channel: 'VENDOR' | 'CARD';
  bundleCode: string;
  quantity: number;
  /** Index of the vendor, or of the signed-in customer; undefined is a guest. */
  who: number | undefined;
  pay: PayPlan;
  cancelAfterMs: number | undefined;
  /** Sends the same key with another body: at once, after the answer, or not at all. */
  otherBody: 'AT_ONCE' | 'AFTER' | undefined;
  readAfterMs: number | undefined;
  /** A vendor tops up an eSIM of this order so long after it is there; perhaps twice at once. */
  topUp: { afterMs: number; bundleCode: string; times: 1 | 2 } | undefined;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;

export function drawScript(seed: number, n: number, scene: Scene): Script {
  const dice = diceOf(seed, `order ${n}`);
  const channel = dice.chance(scene.cardShare) ? 'CARD' : 'VENDOR';
  const burst = dice.weighted(scene.bursts.map((each) => [each, each.weight] as const));
  const spread = dice.chance(0.5);
  return {
    n,
    atMs: spread ? dice.within(0, scene.spanMs) : burst.atMs + dice.within(0, burst.widthMs),
    channel,
    bundleCode: dice.weighted(scene.bundles.map(({ code, weight }) => [code, weight] as const)),
    quantity: quantityOf(scene, dice),
    who: channel === 'VENDOR' ? vendorOf(scene, dice) : customerOf(scene, dice),
    pay: payPlan(dice),
    cancelAfterMs: dice.chance(0.08) ? dice.within(0, 3 * minuteMs) : undefined,
    otherBody: dice.weighted([
      [undefined, 94],
      ['AFTER' as const, 4],
      ['AT_ONCE' as const, 2],
    ]),
    readAfterMs: dice.chance(0.1) ? dice.within(0, 5 * minuteMs) : undefined,
    topUp: dice.chance(0.06) ? topUpOf(scene, dice) : undefined,
  };
}

const quantityOf = (scene: Scene, dice: Dice): number => {
  if (dice.chance(scene.singles)) return 1;
  return dice.weighted([
    [dice.whole(2, 3), 6],
    [dice.whole(4, 5), 3],
    // Above five bundles the provider delivers later.
    [dice.whole(6, 10), 2],
  ]);
};

const vendorOf = (scene: Scene, dice: Dice): number =>
  dice.weighted(scene.vendors.map(({ weight }, index) => [index, weight] as const));
const customerOf = (scene: Scene, dice: Dice): number | undefined =>
  dice.chance(0.5) ? dice.whole(0, scene.customers - 1) : undefined;

const topUpOf = (scene: Scene, dice: Dice): Script['topUp'] => ({
  afterMs: dice.within(0, 5 * minuteMs),
  bundleCode: dice.weighted(scene.bundles.map(({ code, weight }) => [code, weight] as const)),
  times: dice.chance(0.3) ? 2 : 1,
});

function payPlan(dice: Dice): PayPlan {
  const afterMs = dice.within(2 * secondMs, 3 * minuteMs);
  const late = timings.paymentSeconds * secondMs + dice.within(-2, 6) * minuteMs;
  const outcome = dice.chance(0.7) ? 'succeed' : 'fail';
  return dice.weighted<PayPlan>([
    [{ kind: 'pays', afterMs }, 70],
    [{ kind: 'declined-first', afterMs, againAfterMs: dice.within(1, 90) * secondMs }, 8],
    [{ kind: 'challenged', afterMs, answerAfterMs: dice.within(5, 200) * secondMs, outcome }, 6],
    [{ kind: 'by-debit', afterMs, settlesAfterMs: dice.within(1, 90) * minuteMs, outcome }, 3],
    [{ kind: 'pays', afterMs: late }, 4],
    [{ kind: 'pays-wrong', afterMs, amount: dice.whole(50, 4_000) }, 1],
    [{ kind: 'never' }, 9],
  ]);
}
