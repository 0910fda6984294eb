/**
 * Bugs that the simulation has to find: each is one that somebody could really write. A mutant is a
 * change of source text that is made while the product is loaded; no file is touched, and what it
 * looks for has to stand there exactly once.
 */
import type { Mutation } from '../runtime/product.ts';
import type { Profile } from '../world/weather.ts';

export interface Mutant extends Mutation {
  name: string;
  why: string;
  /** The weather in which it shows, where it does so seldom. */
  profile?: Profile;
  /** Other guards that have to be off for it to show. */
  also?: Mutation[];
}

export const mutants: Mutant[] = [
  {
    name: 'wallet-unguarded',
    why: 'a hold is taken whatever the wallet holds',
    file: 'lib/ledger/items.ts',
    find: "condition: 'available >= :amount AND currency = :currency AND ordering = :open'",
    replace: "condition: 'currency = :currency AND ordering = :open'",
  },
  {
    name: 'void-keeps-hold',
    why: 'a failed order frees its amount and leaves it held as well',
    file: 'lib/ledger/items.ts',
    find: "'SET held = held - :amount, available = available + :amount'",
    replace: "'SET available = available + :amount'",
  },
  {
    name: 'completed-without-claim',
    why: 'what was delivered at once is claimed by nobody',
    file: 'lib/provisioning/complete.ts',
    find: 'claim: newClaim(claim),',
    replace: '',
  },
  {
    name: 'attempt-after-call',
    why: 'the provider is called before the attempt is written down',
    file: 'lib/provisioning/drain.ts',
    find: '  const attempt = await begun(riders, deps);\n  if (attempt) await send(attempt, slot, deps);',
    replace: `  const outcome = await deps.provider.place('early', riders.map(lineOf), 25_000);
  const attempt = await begun(riders, deps);
  if (attempt) await settle(attempt, outcome, deps);`,
  },
  {
    name: 'sent-again-after-503',
    why: '503 is taken for a refusal, though the order may stand',
    file: 'lib/providers/esim-go/place.ts',
    find: 'if (status < 200 || status > 299) return',
    replace:
      "if (status === 503) return notPlaced('UNREACHABLE');\n  if (status < 200 || status > 299) return",
  },
  {
    name: 'lost-answer-is-no',
    why: 'an answer that got lost is taken for an order that was not placed',
    file: 'lib/providers/esim-go/place.ts',
    find: "? { outcome: 'UNKNOWN', cause: posted.cause }",
    replace: "? notPlaced('UNREACHABLE')",
  },
  {
    name: 'unknown-is-not-placed',
    why: 'orders of an unknown attempt wait for the provider again',
    file: 'lib/provisioning/settle.ts',
    find: 'await each(orders, (order) => saved(order, unknown(order, moment(order, deps))));',
    replace:
      'await each(orders, (order) => saved(order, notPlaced(order, { retryAfterMs: 0, backOff: false }, moment(order, deps))));',
  },
  {
    name: 'dead-worker-is-no',
    why: 'an attempt whose worker died is sent again without a look at the provider',
    file: 'lib/provisioning/reconcile.ts',
    find: 'const parked = unknown(order, at);',
    replace: 'const parked = cleared(order, at);',
  },
  {
    name: 'unsettled',
    why: 'the settling time is not waited out before an order is sent again',
    file: 'lib/provisioning/transitions.ts',
    find: 'timings.inFlightSeconds + timings.settleSeconds)',
    replace: 'timings.inFlightSeconds)',
  },
  {
    name: 'clock-margin-forgotten',
    why: 'purchases are looked for by our clock only, though the provider has its own',
    file: 'lib/provisioning/purchases.ts',
    find: 'export const clockMarginMs = 120_000;',
    replace: 'export const clockMarginMs = 0;',
  },
  {
    name: 'short-line-delivered',
    why: 'a line that is short of eSIMs counts as delivered',
    file: 'lib/provisioning/complete.ts',
    find: 'return iccids.size === order.quantity && own.esims.length === order.quantity',
    replace: 'return own.esims.length > 0',
  },
  {
    name: 'key-not-unique',
    why: 'an Idempotency-Key that was used before is taken again',
    file: 'lib/platform/idempotency.ts',
    find: "condition: 'attribute_not_exists(pk) OR expiresAtSeconds < :now'",
    replace:
      "condition: 'attribute_not_exists(pk) OR expiresAtSeconds < :now OR attribute_exists(pk)'",
  },
  {
    name: 'version-unchecked',
    why: 'an order is written over whatever became of it meanwhile',
    file: 'lib/orders/items.ts',
    find: "condition: 'version = :before'",
    replace: "condition: 'version = :before OR attribute_exists(pk)'",
  },
  {
    name: 'order-not-counted',
    why: "an accepted order does not count against the vendor's limits",
    file: 'lib/orders/accept.ts',
    find: '    limits,\n  });',
    replace: '  });',
  },
  {
    name: 'refund-of-any-state',
    profile: 'refunds',
    why: 'a repeated message refunds an order that is refunded already',
    file: 'lib/orders/refund.ts',
    find: "if (order.status !== 'FAILED') return;",
    replace: '',
  },
  {
    name: 'payment-without-order',
    why: 'money is recorded and the order is left unpaid',
    file: 'lib/orders/pay.ts',
    find: 'if (settlement.order) writes.order = changedOrder(order, settlement.order);',
    replace: '',
  },
  {
    name: 'stray-money-kept',
    why: 'money that comes for a canceled order is kept',
    file: 'lib/orders/settlement.ts',
    find: '{ ...payment, refundDue: true }',
    replace: 'payment',
  },
  {
    name: 'event-id-of-chance',
    why: 'an event has another id at every repetition',
    file: 'lib/platform/events.ts',
    find: "contract.type.split('.').at(-1)",
    replace: 'crypto.randomUUID()',
  },
  {
    name: 'refused-events-dropped',
    why: 'entries that the bus refused are not sent again',
    file: 'lib/platform/bus.ts',
    find: 'return events.filter((_, index) => answer.Entries?.[index]?.ErrorCode !== undefined);',
    replace: 'return [];',
  },
  {
    name: 'failure-announced-once',
    profile: 'refunds',
    why: 'a failed order whose announcement got lost is not announced again',
    file: 'lib/provisioning/reconcile.ts',
    find: 'await saved(order, announcedAgain(order, at));',
    replace: '',
  },
];

/**
 * Not asked for by the command: other guards (orders' versions, the one order in which lost orders are
 * served, eSIMs bound once) make good what is missing, so a search of hundreds of seeds may not see it.
 */
export const hidden: Mutant[] = [
  {
    name: 'claim-not-unique',
    why: 'a line may be bound to two orders (and a young one is not left to its worker, which hides it)',
    profile: 'thieves',
    file: 'lib/provisioning/items.ts',
    find: "condition: 'attribute_not_exists(pk) OR orderId = :order'",
    replace: "condition: 'attribute_not_exists(pk) OR orderId = :order OR attribute_exists(pk)'",
    also: [
      {
        file: 'lib/provisioning/lost.ts',
        find: '(isYoung(candidate.placed, { ...at, now }) ||',
        replace: '((isYoung(candidate.placed, { ...at, now }) && candidate.line < 0) ||',
      },
    ],
  },
];

/** Not bugs: the product with something switched off, to measure what that brings. */
export const variants: Mutant[] = [
  {
    name: 'without-coalescing',
    why: 'every order goes to the provider alone',
    file: 'lib/provisioning/waiting.ts',
    find: 'if (!first || ridesAlone(first)) return',
    replace: 'if (others) return',
  },
];

export function mutantNamed(name: string): Mutant {
  const mutant = [...mutants, ...hidden, ...variants].find((known) => known.name === name);
  if (!mutant) throw new Error(`no mutant is called ${name}`);
  return mutant;
}
