/** A guest buys by card: Stripe's simulator plays the browser that confirms the payment. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { EsimView } from '../../../lib/esims/view.ts';
import { formatMoney } from '../../../lib/platform/money.ts';
import { readOutbox } from '../outbox.ts';
import type { StackDetails } from '../stack-file.ts';
import { call, fetched, waitFor } from './client.ts';
import { type Order, watchOrder } from './order-watch.ts';
import type { Report } from './report.ts';
import { cheapestBundle } from './vendor-order.ts';

interface Checkout extends Order {
  payment: { clientSecret: string };
  link: { token: string };
}

export async function cardOrder(stack: StackDetails, report: Report): Promise<Order> {
  const { step, check } = report;
  const email = `guest-${randomUUID().slice(0, 8)}@example.com`;
  const bundle = await cheapestBundle(stack, report, 'Japan');
  const orders = `${stack.baseUrl}/api/v1/orders`;
  const { status, body: placed } = await step(
    'POST /orders as a guest',
    () =>
      call<Checkout>(orders, {
        method: 'POST',
        headers: { 'idempotency-key': randomUUID() },
        body: { bundleCode: bundle.code, quantity: 1, email },
      }),
    ({ status: answer, body }) => ({ answer, order: body.id, status: body.status }),
  );
  check(
    'the order waits for its payment',
    [status, placed.status, placed.total],
    [201, 'PAYMENT_PENDING', bundle.price],
  );
  const [intentId = ''] = placed.payment.clientSecret.split('_secret_');
  const paid = await step(
    'pay with a test card',
    () =>
      fetched<{ status: string; amount_received: number }>(
        `${stack.simulators.stripe.control}/intents/${intentId}/pay`,
        { method: 'POST' },
      ),
    (intent) => ({
      intent: intentId,
      status: intent.status,
      received: formatMoney({ amount: intent.amount_received, currency: placed.total.currency }),
    }),
  );
  check(
    'Stripe charged the total',
    [paid.status, paid.amount_received],
    ['succeeded', placed.total.amount],
  );
  const { token } = placed.link;
  const { order } = await step(
    'follow it by the signed link',
    () => watchOrder(`${orders}/${placed.id}?token=${token}`, {}, ['COMPLETED', 'REFUNDED']),
    ({ states }) => ({ states }),
  );
  check(
    'the order is COMPLETED with one eSIM',
    [order.status, order.esims.length],
    ['COMPLETED', 1],
  );
  await mailed(stack, report, { email, order });
  const esim = await step(
    'eSIM with its install data',
    () =>
      fetched<z.infer<typeof EsimView>>(
        `${stack.baseUrl}/api/v1/esims/${order.esims[0]?.id}?token=${token}`,
      ),
    ({ iccid, status: state, install }) => ({ iccid, status: state, smdp: install.smdpAddress }),
  );
  report.picture(esim.install.activationCode);
  return order;
}

async function mailed(
  stack: StackDetails,
  report: Report,
  { email, order }: { email: string; order: Order },
): Promise<void> {
  const mails = await report.step(
    'mail in the outbox',
    () =>
      waitFor('the mail', async () => {
        const found = await readOutbox(stack.endpoint, email);
        return found.length > 0 ? found : undefined;
      }),
    ([mail]) => ({ to: email, subject: mail?.subject ?? null }),
  );
  const link = /https?:\S+\/orders\/ord_\S+\?token=\S+/.exec(mails[0]?.text ?? '')?.[0] ?? '';
  const opened = await report.step(
    'open the link of the mail',
    () => fetched<Order>(link),
    () => ({ link: `${link.slice(0, link.indexOf('?token=') + 19)}…` }),
  );
  report.check('one mail, and its link opens the order', [mails.length, opened.id], [1, order.id]);
}
