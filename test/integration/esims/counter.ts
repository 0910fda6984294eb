/** Where eSIMs are topped up: the simulated provider and Stripe, and eSIMs that were really sold. */
import { randomUUID } from 'node:crypto';
import { handler as byCard } from '../../../functions/esims/customer-top-up.route.ts';
import { handler as byVendor } from '../../../functions/esims/vendor-top-up.route.ts';
import type { Esim } from '../../../lib/esims/esim.ts';
import { esimIdFor, newEsim } from '../../../lib/esims/items.ts';
import { newOrder } from '../../../lib/orders/items.ts';
import type { Order } from '../../../lib/orders/order.ts';
import type { Actor } from '../../../lib/platform/actor.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { newId } from '../../../lib/platform/ids.ts';
import { tableNames } from '../../../lib/platform/tables.ts';
import type { Provider } from '../../../lib/providers/port.ts';
import { openBench, publishableKey, secretKey } from '../../simulators/stripe/testbench.ts';
import { anEsim } from '../../unit/esims/esim.ts';
import { anOrder } from '../../unit/notifications/order.ts';
import { apiKey, simulated } from '../../unit/providers/esim-go/simulated.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { call } from '../gateway.ts';
import { all, bundleCode, putBundle, timings } from '../orders/world.ts';
import { putSecret } from '../secrets.ts';

/** On sale here and there, and made for another operator's profiles. */
export const misfitCode = 'esim_misfit';

/** Once in a test file: secrets are read once. */
export async function openCounter() {
  await setUp();
  const [simulator, stripe] = [await simulated(), await openBench()];
  await putSecret('esim-go', { apiKey });
  await putSecret('stripe', { secretKey, publishableKey, webhookSecret: 'whsec_test' });
  await putSecret('links', { signingKey: 'signing-key-of-tests' });
  Object.assign(process.env, {
    ...{ TIMINGS: JSON.stringify(timings), STRIPE_URL: stripe.url },
    ...{ ESIM_GO_URL: simulator.connection.url, ESIM_GO_CURRENCY: 'USD' },
  });
  await putBundle();
  await putBundle({ code: misfitCode });
  const misfit = { price: 1.41, profileName: 'Profile 9' };
  await simulator.control('POST', `/bundles/${misfitCode}`, misfit);
  const close = async () => {
    await Promise.all([simulator.close(), stripe.close()]);
    await tearDown();
  };
  return { simulator, stripe, close };
}

/** A completed order of one eSIM, which the provider knows. */
export async function soldEsim(
  provider: Provider,
  more: Partial<Order>,
  state: Partial<Esim> = {},
): Promise<Esim> {
  const placed = await provider.place('sale', [{ bundleCode, quantity: 1 }], 1_000);
  const install = placed.outcome === 'PLACED' ? placed.order.lines[0]?.esims[0] : undefined;
  if (!install) throw new Error(`not sold: ${placed.outcome}`);
  const order = anOrder({ id: newId('order', new Date()), quantity: 1, bundleCode, ...more });
  const { id: orderId, ownerKey } = order;
  const esim = anEsim({ ...install, id: esimIdFor(orderId, 0), orderId, ownerKey, ...state });
  const outcome = await transact({ order: newOrder(order), esim: newEsim(esim) });
  if (!outcome.ok) throw new Error('order exists');
  return esim;
}

/** The route that is this caller's. */
export const topUp = (
  actor: Actor,
  { id: esimId }: { id: string },
  body: object = {},
  key: string = randomUUID(),
) =>
  call(actor.kind === 'VENDOR_KEY' ? byVendor : byCard, {
    ...{ actor, params: { esimId }, body: { bundleCode, ...body } },
    headers: { 'Idempotency-Key': key },
  });

/** Every item but the provider's gate, which counts each question. */
export async function books(): Promise<string[]> {
  const tables = tableNames.filter((name) => name !== 'providers');
  const items = await Promise.all(tables.map(all));
  return items
    .flat()
    .map((item) => JSON.stringify(item))
    .sort();
}
