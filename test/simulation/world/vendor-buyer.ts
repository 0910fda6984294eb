/** A vendor's program places one order, looks at it later perhaps, and may top up what it got. */
import { answerOf, buy, call, persist, type Street, sleep } from './client.ts';
import type { Script } from './script.ts';
import type { Shop, ShopVendor } from './shop.ts';
import type { Witness } from './witness.ts';

export async function buyAsVendor(
  street: Street,
  script: Script,
  shop: Shop,
  witness: Witness,
): Promise<void> {
  const vendor = shop.vendors[script.who ?? 0];
  if (!vendor) throw new Error(`no vendor ${script.who}`);
  const { bundleCode, quantity, n } = script;
  const mark = `reference-${n}`;
  const key = `idempotency-key-of-${n}`;
  const purchase = witness.begin({ key, channel: 'VENDOR', mark, bundleCode, quantity });
  const reply = await buy(
    street,
    {
      route: 'orders/vendor-create',
      actor: vendor.actor,
      key,
      body: { bundleCode, quantity, customerReference: mark },
    },
    purchase,
    script.otherBody,
  );
  if (reply.status !== 201) return;
  const { id } = reply.body as { id: string };
  await Promise.all([look(street, script, vendor, id), topUp(street, script, vendor, id, witness)]);
}

async function look(street: Street, script: Script, { actor }: ShopVendor, orderId: string) {
  if (script.readAfterMs === undefined) return;
  await sleep(street, script.readAfterMs);
  await call(street, { route: 'orders/vendor-get', actor, params: { orderId } });
  await call(street, { route: 'billing/vendor-wallet', actor });
  await call(street, { route: 'billing/vendor-ledger', actor });
}

const looksMax = 20;
const lookEveryMs = 45_000;

async function topUp(
  street: Street,
  { topUp: plan, n }: Script,
  { actor }: ShopVendor,
  orderId: string,
  witness: Witness,
): Promise<void> {
  if (!plan) return;
  const { bundleCode, times, afterMs } = plan;
  const esimId = await firstEsim(street, {
    route: 'orders/vendor-get',
    actor,
    params: { orderId },
  });
  if (esimId === undefined) return;
  await sleep(street, afterMs);
  const order = async (number: number) => {
    const mark = `reference-${n}-top-up-${number}`;
    const key = `idempotency-key-of-${n}-top-up-${number}`;
    const purchase = witness.begin({ key, channel: 'VENDOR', mark, bundleCode, quantity: 1 });
    await persist(
      street,
      {
        ...{ route: 'esims/vendor-top-up', actor, params: { esimId }, key },
        body: { bundleCode, customerReference: mark },
      },
      (reply) => purchase.answers.push(answerOf(reply)),
    );
  };
  await Promise.all(Array.from({ length: times }, (_, number) => order(number)));
}

/** Waits for the order to be complete, for a while. */
async function firstEsim(street: Street, ask: Parameters<typeof call>[1]) {
  for (let looked = 0; looked < looksMax; looked += 1) {
    await sleep(street, lookEveryMs);
    const { status, body } = await call(street, ask);
    if (status !== 200) continue;
    const order = body as { status: string; esims: { id: string }[] };
    if (order.status === 'COMPLETED') return order.esims[0]?.id;
    if (order.status === 'REFUNDED') return undefined;
  }
  return undefined;
}
