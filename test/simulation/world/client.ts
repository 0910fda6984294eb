/**
 * A client of ours as it should be: repeats what may be repeated, under the same key, with growing
 * waits. And as it is: now and then twice at once, or after it lost a good answer.
 */
import type { Actor } from '../../../lib/platform/actor.ts';
import type { Machine } from '../runtime/machine.ts';
import type { Faults } from '../runtime/types.ts';
import type { Answer, WitnessedPurchase } from './witness.ts';

export interface Street {
  machine: Machine;
  faults: Faults;
}

export const sleep = ({ machine }: Street, ms: number): Promise<void> =>
  new Promise((resolve) => machine.at(machine.now() + Math.max(0, ms), () => resolve()));

export interface Ask {
  route: string;
  actor: Actor;
  params?: Record<string, string>;
  body?: object;
  key?: string;
}

type Reply = Awaited<ReturnType<Machine['callRoute']>>;

export const call = (
  { machine }: Street,
  { route, actor, params, body, key }: Ask,
): Promise<Reply> =>
  machine.callRoute(route, {
    actor,
    ...(params === undefined ? {} : { params }),
    ...(body === undefined ? {} : { body }),
    headers: key === undefined ? {} : { 'Idempotency-Key': key },
  });

const triesMax = 8;
const isPassing = (status: number) => status === 429 || status >= 500;

/** The answer after all repetitions; `heard` gets every one of them. */
export async function persist(
  street: Street,
  ask: Ask,
  heard: (reply: Reply) => void = () => undefined,
): Promise<Reply> {
  for (let tried = 1; ; tried += 1) {
    const reply = await once(street, ask, heard);
    if (tried >= triesMax || !isPassing(reply.status)) return reply;
    await sleep(street, Math.min(60_000, 500 * 2 ** tried));
  }
}

/** A careless client sends a twin along, or asks again although it was answered. */
async function once(street: Street, ask: Ask, heard: (reply: Reply) => void): Promise<Reply> {
  const { faults } = street;
  const site = `client:${ask.route}`;
  const send = async () => {
    const reply = await call(street, ask);
    heard(reply);
    return reply;
  };
  if (ask.key === undefined || !faults.strikes('request-repeated', site)) return send();
  const gapMs = faults.between('request-repeated', site, -3_000, 20_000);
  if (gapMs >= 0) {
    await send();
    await sleep(street, gapMs);
    return send();
  }
  const [reply] = await Promise.all([send(), sleep(street, -gapMs - 1_500).then(send)]);
  return reply;
}

export const answerOf = ({ status, body }: Reply): Answer => ({
  status,
  ...(status === 201 ? { orderId: (body as { id: string }).id } : {}),
});

/** Buys, and tries the same key for something else where the script says so. */
export async function buy(
  street: Street,
  ask: Ask & { body: { quantity: number; [field: string]: unknown } },
  purchase: WitnessedPurchase,
  otherBody: 'AT_ONCE' | 'AFTER' | undefined,
): Promise<Reply> {
  const other = async () => {
    const quantity = (ask.body.quantity % 10) + 1;
    purchase.otherQuantity = quantity;
    const body = { ...ask.body, quantity };
    const reply = await call(street, { ...ask, body });
    purchase.otherBody.push(answerOf(reply));
  };
  const together = otherBody === 'AT_ONCE' ? other() : undefined;
  const reply = await persist(street, ask, (each) => purchase.answers.push(answerOf(each)));
  await together;
  if (otherBody === 'AFTER') await other();
  return reply;
}
