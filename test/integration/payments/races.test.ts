import { proveLedger } from '../../../lib/ledger/prove.ts';
import { cancelOrder } from '../../../lib/orders/cancel.ts';
import { checkOut } from '../../../lib/orders/checkout.ts';
import { expireUnpaid } from '../../../lib/orders/expire.ts';
import { readOrder } from '../../../lib/orders/read.ts';
import { readPayment } from '../../../lib/payments/items.ts';
import type { Bench } from '../../simulators/stripe/testbench.ts';
import { at, command, events, openShop, receive, refundWaiting, timings } from './card.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openShop();
}, 30_000);
afterAll(() => bench.close());

const orders = 12;

test('payment, cancellation, expiry, repeats and doubled events at once: no money is lost', async () => {
  const wishes = Array.from({ length: orders }, () => command());
  const placed = await Promise.all(wishes.map(checkOut));
  const expire = () =>
    expireUnpaid({ clock: () => new Date(Date.now() + 7_200_000), timings }).catch(() => undefined);
  const tell = async () => {
    const all = await events(bench);
    await Promise.allSettled([...all, ...all].sort(() => Math.random() - 0.5).map(receive));
  };
  await Promise.all([
    ...placed.map(({ intent }) =>
      bench.control('POST', `/intents/${intent.intentId}/pay`).catch(() => undefined),
    ),
    ...placed.map(({ order }) => {
      const idempotency = { owner: order.id, route: 'r', key: 'k', fingerprint: 'f' };
      return cancelOrder(order, idempotency, at()).catch(() => undefined);
    }),
    ...wishes.map((wish) => checkOut(wish).catch(() => undefined)),
    expire(),
    tell(),
  ]);
  await Promise.all([tell(), expire()]);
  await refundWaiting();
  await tell();
  const captured = new Set(
    (await bench.control<{ id: string; status: string }[]>('GET', '/intents'))
      .filter(({ status }) => status === 'succeeded')
      .map(({ id }) => id),
  );
  for (const { order, intent } of placed) {
    const end = await readOrder(order.id, { consistent: true });
    const payment = await readPayment(order.id);
    const kept = (payment?.amountReceived ?? 0) - (payment?.refunded ?? 0);
    expect(end?.status).toBe(captured.has(intent.intentId) ? 'PAID' : 'CANCELED');
    expect(kept).toBe(end?.status === 'PAID' ? 1000 : 0);
  }
  const proof = await proveLedger();
  expect(proof).toMatchObject({ findings: [], sum: 0 });
  expect(proof.balances['platform:cash'] ?? 0).toBe(-1000 * captured.size);
}, 60_000);
