import Stripe from 'stripe';
import { type Account, openAccount } from './account/account.ts';
import { nextScheduledMs, runScheduled } from './account/schedule.ts';
import type { ApiRequest } from './api/answer.ts';
import { answerAtOnce } from './api/answering.ts';
import { matchRoute } from './api/routes.ts';
import { pay } from './control/pay.ts';
import { statistics } from './control/statistics.ts';
import { nextDeliveryMs, recordAttempt, takeDue } from './delivery/delivery.ts';

const webhook = { url: 'http://shop.invalid/hook', secret: 'whsec_virtual' };
const noonMs = Date.UTC(2026, 10, 2, 12);

function open(seed: number): Account {
  return openAccount({ secretKey: 'sk_test_v', publishableKey: 'pk_test_v', webhook, seed });
}

function post(account: Account, path: string, body: string, nowMs: number) {
  const request: ApiRequest = {
    method: 'POST',
    path,
    query: '',
    body,
    headers: {
      authorization: 'Bearer sk_test_v',
      'content-type': 'application/x-www-form-urlencoded',
    },
  };
  const answer = answerAtOnce(account, request, matchRoute(request), nowMs);
  return { status: answer.status, body: JSON.parse(answer.body) };
}

test('requests, time and deliveries run without network or timers', () => {
  const account = open(1);
  account.settings.webhook.retryGapsMs = [60_000, 3_600_000];
  const create = post(account, '/v1/payment_intents', 'amount=900&currency=eur', noonMs);
  expect(create).toMatchObject({ status: 200, body: { created: noonMs / 1000 } });
  pay(account, create.body.id, { payment_method: 'pm_card_refundFail' }, noonMs + 5000);
  expect(statistics(account).capturedMinor).toEqual({ eur: 900 });

  const sent = takeDue(account, noonMs + 5000, 100);
  const secondsAgo = (noonMs + 5000 - Date.now()) / 1000;
  for (const { body, headers } of sent) {
    const tolerance = Math.ceil(Math.abs(secondsAgo)) + 5;
    const header = String(headers['stripe-signature']);
    Stripe.webhooks.constructEvent(body, header, webhook.secret, tolerance);
  }
  expect(sent).toHaveLength(4);
  for (const { number } of sent) {
    recordAttempt(account, number, { status: 503, error: null }, noonMs + 5000);
  }
  expect(nextDeliveryMs(account)).toBe(noonMs + 65_000);
  expect(takeDue(account, noonMs + 64_999, 100)).toEqual([]);
  expect(takeDue(account, noonMs + 65_000, 100)).toHaveLength(4);

  const body = `payment_intent=${create.body.id}`;
  const refund = post(account, '/v1/refunds', body, noonMs + 70_000);
  expect(refund.body.status).toBe('succeeded');
  expect(nextScheduledMs(account)).toBe(noonMs + 72_000);
  runScheduled(account, noonMs + 72_000);
  expect(account.refunds.get(refund.body.id)?.status).toBe('failed');
  expect(statistics(account).refundedMinor).toEqual({});
});

test('the same seed and the same calls give the same world', () => {
  const play = (seed: number) => {
    const account = open(seed);
    const made = post(account, '/v1/payment_intents', 'amount=900&currency=eur', noonMs);
    pay(account, made.body.id, { payment_method: 'pm_card_visa' }, noonMs);
    return [...account.events.values()];
  };
  expect(play(5)).toEqual(play(5));
  expect(play(5)).not.toEqual(play(6));
});
