import { randomUUID } from 'node:crypto';
import { endpoints } from '../../functions/registry.ts';
import { admits } from '../../lib/platform/access.ts';
import type { Actor, VendorActor } from '../../lib/platform/actor.ts';
import { type Checkout, checkOut } from './card.ts';
import { call, stack } from './client.ts';
import { pathOf } from './paths.ts';
import { expectProblem } from './problem.ts';

let guest: Checkout;
beforeAll(async () => {
  guest = (await checkOut()).body;
});

interface Caller {
  who: string;
  actor: Actor;
  with: () => { as: string | null; query?: string };
}

const callers: Caller[] = [
  { who: 'nobody', actor: { kind: 'ANONYMOUS' }, with: () => ({ as: null }) },
  {
    who: 'a customer',
    actor: { kind: 'CUSTOMER', customerId: '', email: '' },
    with: () => ({ as: stack().customer.accessToken }),
  },
  {
    who: 'an admin',
    actor: { kind: 'STAFF', userId: '', role: 'ADMIN' },
    with: () => ({ as: stack().admin.accessToken }),
  },
  {
    who: 'a vendor',
    actor: { kind: 'VENDOR_KEY' } as VendorActor,
    with: () => ({ as: stack().vendor.apiKey }),
  },
  {
    who: "a link's bearer",
    actor: { kind: 'LINK', orderId: '' },
    with: () => ({ as: null, query: `?token=${guest.link?.token}` }),
  },
];

const all = Object.values(endpoints).map((endpoint) => ({
  endpoint,
  route: `${endpoint.method} ${endpoint.path}`,
}));
const signed = all.filter(({ endpoint }) => endpoint.auth.kind === 'signature');
const cells = all
  .filter((each) => !signed.includes(each))
  .flatMap((each) =>
    callers.map((caller) => ({
      ...{ ...each, ...caller },
      answers: admits(each.endpoint, caller.actor) ? 'admitted' : 'refused',
    })),
  );

test.each(cells)('$route: $who is $answers', async ({ endpoint, with: how, answers }) => {
  const { as, query = '' } = how();
  const path = pathOf(endpoint.path) + query;
  const answer = await call(endpoint.method, path, { as, key: randomUUID() });
  expect([401, 403].includes(answer.status) ? 'refused' : 'admitted').toBe(answers);
  expect(answer.status).toBeLessThan(500);
  if (answer.status >= 400) expectProblem(answer);
});

test.each(signed)('$route: no credential stands for a signature', async ({ endpoint }) => {
  for (const as of [null, stack().admin.accessToken, stack().vendor.apiKey])
    expectProblem(await call(endpoint.method, endpoint.path, { as }), 'WEBHOOK_SIGNATURE_INVALID');
});
