/** The words that the parts of the simulation share: faults, trace, and what a run is made of. */

/** Everything that may go wrong. Each opportunity asks `Faults` by kind and site. */
export const faultKinds = [
  // Lambda: an invocation ends without a trace, or its clock is off.
  'lambda-dies-before-call',
  'lambda-dies-after-call',
  'lambda-clock-skewed',
  // DynamoDB. `lost` answers come after the effect, `timeout` and `fails` before it.
  'dynamodb-throttled',
  'dynamodb-conflict',
  'dynamodb-fails',
  'dynamodb-answer-lost',
  // Streams, bus and queues: at least once, in no promised order.
  'stream-repeated',
  'stream-late',
  'events-fail',
  'events-partial',
  'events-answer-lost',
  'rule-late',
  'rule-twice',
  'sqs-send-fails',
  'sqs-send-answer-lost',
  'sqs-twice',
  'sqs-late',
  'sqs-ack-lost',
  'poison-message',
  'schedule-missed',
  'schedule-twice',
  // The provider.
  'provider-request-lost',
  'provider-answer-lost',
  'provider-fails-before',
  'provider-fails-after',
  'provider-garbage',
  'provider-short',
  'provider-slow',
  'provider-hangs',
  'provider-rate-limited',
  'provider-refuses',
  'provider-listed-late',
  'provider-outage',
  'provider-read-fails',
  'provider-callback-twice',
  'provider-clock-skewed',
  // Stripe.
  'stripe-request-lost',
  'stripe-answer-lost',
  'stripe-fails',
  'stripe-event-lost',
  'stripe-event-late',
  'stripe-event-twice',
  'stripe-event-reordered',
  'stripe-refund-fails-later',
  'stripe-card-declined',
  // Vendors' receivers, and people.
  'receiver-fails',
  'receiver-hangs',
  'vendor-suspended',
  'price-changed',
  'request-repeated',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Faults {
  /**
   * Whether this opportunity goes wrong. Drawn from a stream of its own per kind and site, so that
   * leaving one fault out (when a failing run is made smaller) changes no other draw. `site` names the place,
   * e.g. 'dynamodb:TransactWriteItems:provisioning/provision'.
   */
  strikes(kind: FaultKind, site: string): boolean;
  /** A number that goes with a fault (milliseconds, which of several…), from the same kind of stream. */
  between(kind: FaultKind, site: string, from: number, to: number): number;
}

/** One line of what happened; kept in a ring and printed when a run fails. */
export type Trace = (virtualMs: number, actor: string, what: string) => void;
