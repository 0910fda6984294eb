/** A traveller orders by card: pays, pays late, is declined, changes her mind, or never pays. */
import type { Actor } from '../../../lib/platform/actor.ts';
import { buy, call, persist, type Street, sleep } from './client.ts';
import type { Script } from './script.ts';
import type { Shop } from './shop.ts';
import type { Witness } from './witness.ts';

export async function buyByCard(
  street: Street,
  script: Script,
  shop: Shop,
  witness: Witness,
): Promise<void> {
  const { bundleCode, quantity, who } = script;
  const purchase = witness.begin({
    ...{ key: `idempotency-key-of-${script.n}`, channel: 'CARD', bundleCode, quantity },
    mark: `buyer-${script.n}@example.com`,
  });
  const actor: Actor =
    who === undefined
      ? { kind: 'ANONYMOUS' }
      : { kind: 'CUSTOMER', customerId: `customer-${who}`, email: `customer-${who}@example.com` };
  const reply = await buy(
    street,
    {
      route: 'orders/customer-create',
      actor,
      key: purchase.key,
      body: { bundleCode, quantity, email: purchase.mark },
    },
    purchase,
    script.otherBody,
  );
  if (reply.status !== 201) return;
  const { id, payment } = reply.body as { id: string; payment: { clientSecret: string } };
  const intentId = payment.clientSecret.split('_secret_')[0] ?? '';
  // A guest follows the order by the link that came with it.
  const reader: Actor = who === undefined ? { kind: 'LINK', orderId: id } : actor;
  await Promise.all([
    pay(street, script, shop, intentId),
    changeMind(street, script, reader, id),
    look(street, script, reader, id),
  ]);
}

async function pay(street: Street, { pay: plan, n }: Script, shop: Shop, intentId: string) {
  if (plan.kind === 'never') return;
  await sleep(street, plan.afterMs);
  const site = 'card';
  const isDeclined = street.faults.strikes('stripe-card-declined', site);
  const method = isDeclined ? 'pm_card_chargeDeclined' : methods[plan.kind];
  shop.card.pay(intentId, method, plan.kind === 'pays-wrong' ? plan.amount : undefined);
  if (isDeclined && plan.kind !== 'declined-first') {
    await sleep(street, street.faults.between('stripe-card-declined', site, 2_000, 120_000));
    if (n % 3 > 0) shop.card.pay(intentId, 'pm_card_visa');
    return;
  }
  if (plan.kind === 'declined-first') {
    await sleep(street, plan.againAfterMs);
    shop.card.pay(intentId, 'pm_card_visa');
  } else if (plan.kind === 'challenged') {
    await sleep(street, plan.answerAfterMs);
    shop.card.complete(intentId, plan.outcome);
  } else if (plan.kind === 'by-debit') {
    await sleep(street, plan.settlesAfterMs);
    shop.card.complete(intentId, plan.outcome);
  }
}

const methods = {
  pays: 'pm_card_visa',
  'pays-wrong': 'pm_card_visa',
  'declined-first': 'pm_card_chargeDeclinedInsufficientFunds',
  challenged: 'pm_card_threeDSecure2Required',
  'by-debit': 'pm_usBankAccount_success',
} as const;

async function changeMind(street: Street, script: Script, actor: Actor, orderId: string) {
  if (script.cancelAfterMs === undefined) return;
  await sleep(street, script.cancelAfterMs);
  await persist(street, {
    route: 'orders/cancel',
    actor,
    params: { orderId },
    key: `idempotency-key-of-cancel-${script.n}`,
  });
}

async function look(street: Street, script: Script, actor: Actor, orderId: string) {
  if (script.readAfterMs === undefined) return;
  await sleep(street, script.readAfterMs);
  await call(street, { route: 'orders/get', actor, params: { orderId } });
}
