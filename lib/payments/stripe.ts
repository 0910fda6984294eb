/** Stripe, as far as this product uses it. */
import type Stripe from 'stripe';
import { ProblemError } from '../platform/errors.ts';
import type { Currency } from '../platform/money.ts';
import { secret } from '../platform/secrets.ts';
import { guarded } from './client.ts';
import { codeOf, postOnce } from './faults.ts';
import type { IntentFacts } from './notice.ts';
import { isSigned } from './signature.ts';

/** An intent with what its buyer needs to pay it. */
export interface Intent extends IntentFacts {
  clientSecret: string;
}

export interface IntentWish {
  orderId: string;
  /** Minor units. */
  amount: number;
  currency: Currency;
  createdAt: string;
}

/** The intent of an order: made at the first call, the same one at every repetition. */
export async function createIntent(wish: IntentWish): Promise<Intent> {
  const { orderId, amount, currency } = wish;
  return guarded(async (client) =>
    toIntent(
      await postOnce(
        `order-${orderId}-pi`,
        (idempotencyKey) =>
          client.paymentIntents.create(
            {
              amount,
              currency: currency.toLowerCase(),
              metadata: { orderId },
              automatic_payment_methods: { enabled: true },
            },
            // `postOnce` repeats; a stored 500 must be told from a fresh one.
            { idempotencyKey, maxNetworkRetries: 0 },
          ),
        () => findIntent(client, wish),
      ),
    ),
  );
}

const pagesMax = 10;

async function findIntent(client: Stripe, { orderId, createdAt }: IntentWish) {
  const gte = Math.floor(new Date(createdAt).getTime() / 1000) - 60;
  const recent = client.paymentIntents.list({ created: { gte }, limit: 100 });
  let looked = 0;
  for await (const intent of recent) {
    if (intent.metadata.orderId === orderId && intent.status !== 'canceled') return intent;
    looked += 1;
    if (looked >= pagesMax * 100) break;
  }
  return undefined;
}

export const retrieveIntent = (intentId: string): Promise<Intent> =>
  guarded(async (client) => toIntent(await client.paymentIntents.retrieve(intentId)));

/** OPEN: a payment is under way that can be neither canceled nor relied on yet. */
export interface Cancellation {
  outcome: 'CANCELED' | 'SUCCEEDED' | 'OPEN';
  intent: IntentFacts;
}

/** Closes the race with the customer: the cancellation wins, or tells that the money is there. */
export async function cancelIntent(
  intentId: string,
  reason: 'abandoned' | 'requested_by_customer',
): Promise<Cancellation> {
  return guarded(async (client) => {
    try {
      const intent = await client.paymentIntents.cancel(intentId, { cancellation_reason: reason });
      return cancellation(intent);
    } catch (error) {
      if (codeOf(error) !== 'payment_intent_unexpected_state') throw error;
      return cancellation(await client.paymentIntents.retrieve(intentId));
    }
  });
}

function cancellation(intent: Stripe.PaymentIntent): Cancellation {
  const { status } = intent;
  const outcome =
    status === 'canceled' ? 'CANCELED' : status === 'succeeded' ? 'SUCCEEDED' : 'OPEN';
  return { outcome, intent: toIntent(intent) };
}

/** Gives the money back once; that it already went back is success as well. */
export async function refundIntent(
  orderId: string,
  intentId: string,
  amount: number,
  key: string,
): Promise<void> {
  await guarded(async (client) => {
    const refund = await postOnce<{ status: string | null }>(
      key,
      (idempotencyKey) =>
        client.refunds
          .create(
            { payment_intent: intentId, amount, metadata: { orderId } },
            { idempotencyKey, maxNetworkRetries: 0 },
          )
          .catch((error) => {
            if (codeOf(error) !== 'charge_already_refunded') throw error;
            return { status: 'succeeded' };
          }),
      () => findRefund(client, orderId, intentId, amount),
    );
    if (refund.status === 'failed' || refund.status === 'canceled')
      throw new Error(`refund of order ${orderId} is ${refund.status}`);
  });
}

async function findRefund(client: Stripe, orderId: string, intentId: string, amount: number) {
  const { data } = await client.refunds.list({ payment_intent: intentId, limit: 100 });
  return data.find(
    (refund) =>
      refund.metadata?.orderId === orderId &&
      refund.amount === amount &&
      refund.status !== 'failed' &&
      refund.status !== 'canceled',
  );
}

/** What a paying client needs beside the client secret. */
export const publishableKey = (): Promise<string> => secret('stripe', 'publishableKey');

/** Throws unless Stripe signed these bytes just now; two secrets are valid during a roll. */
export async function verifyWebhook(
  rawBody: Buffer,
  header: string | undefined,
  now: Date,
): Promise<void> {
  const secrets = (await secret('stripe', 'webhookSecret'))
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  if (!isSigned(rawBody, header, secrets, now)) throw new ProblemError('WEBHOOK_SIGNATURE_INVALID');
}

function toIntent(intent: Stripe.PaymentIntent): Intent {
  const errorCode = intent.last_payment_error?.code;
  return {
    intentId: intent.id,
    orderId: intent.metadata.orderId,
    amountReceived: intent.amount_received,
    currency: intent.currency.toUpperCase(),
    clientSecret: intent.client_secret ?? '',
    ...(errorCode ? { errorCode } : {}),
    ...(intent.cancellation_reason ? { cancellationReason: intent.cancellation_reason } : {}),
  };
}
