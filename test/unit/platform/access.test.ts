import { admits } from '../../../lib/platform/access.ts';
import {
  type Actor,
  type Auth,
  actorId,
  scopes,
  staffRoles,
  type VendorActor,
} from '../../../lib/platform/actor.ts';
import { errorsOf } from '../../../lib/platform/endpoint.ts';
import { type ErrorName, errorNames } from '../../../lib/platform/errors.ts';
import { answering, done } from './endpoints.ts';
import { answerOf, expectProblem } from './gateway.ts';

const vendor = (own: VendorActor['scopes']): VendorActor => ({
  ...{ kind: 'VENDOR_KEY', vendorId: 'ven_1', keyId: 'key_1', scopes: own, tier: 'GOLD' },
  ...{ currency: 'USD', status: 'ACTIVE' },
  limits: { ordersDaily: null, ordersMonthly: null, spendDaily: null, spendMonthly: null },
});
const staff = (role: (typeof staffRoles)[number]): Actor => ({ kind: 'STAFF', userId: 'u', role });

const actors = {
  key: vendor(['orders:read']),
  'key without the scope': vendor(scopes.filter((scope) => scope !== 'orders:read')),
  customer: { kind: 'CUSTOMER', customerId: 'cus_1', email: 'ann@example.com' },
  support: staff('SUPPORT'),
  admin: staff('ADMIN'),
  'super admin': staff('SUPER_ADMIN'),
  link: { kind: 'LINK', orderId: 'ord_1' },
  anonymous: { kind: 'ANONYMOUS' },
  nobody: undefined,
} satisfies Record<string, Actor | undefined>;
type Name = keyof typeof actors;
const everybody = Object.keys(actors) as Name[];

/** Whom each kind of auth lets in; all others are refused. */
const matrix: [Auth, Name[]][] = [
  [{ kind: 'public' }, everybody],
  [{ kind: 'signature', by: 'stripe' }, everybody],
  [{ kind: 'signature', by: 'esim-go' }, everybody],
  [{ kind: 'vendor', scope: 'orders:read' }, ['key']],
  [{ kind: 'customer' }, ['customer']],
  [{ kind: 'customerOrGuest' }, ['customer', 'anonymous', 'nobody']],
  [{ kind: 'customerOrLink' }, ['customer', 'link']],
  [{ kind: 'staff', roles: ['ADMIN', 'SUPER_ADMIN'] }, ['admin', 'super admin']],
  [{ kind: 'staff', roles: staffRoles }, ['support', 'admin', 'super admin']],
  [{ kind: 'staff', roles: [] }, []],
];
const cells = matrix.flatMap(([auth, welcome]) =>
  everybody.map((name) => [JSON.stringify(auth), name, auth, welcome.includes(name)] as const),
);
const called = (actor: Actor | undefined) => ({
  authorizer: actor === undefined ? {} : { actor: JSON.stringify(actor) },
});

function refusalOf(auth: Auth, name: Name): ErrorName {
  if (name === 'anonymous' || name === 'nobody') return 'UNAUTHENTICATED';
  return auth.kind === 'vendor' && name === 'key without the scope'
    ? 'INSUFFICIENT_SCOPE'
    : 'FORBIDDEN';
}

test.each(cells)('%s and %s', async (_auth, name, auth, isIn) => {
  const endpoint = answering(done, auth);
  const answer = await answerOf(endpoint, called(actors[name]));
  if (isIn) {
    expect(answer.status).toBe(200);
  } else {
    expectProblem(answer, refusalOf(auth, name));
    expect(errorsOf(endpoint)).toContain(refusalOf(auth, name));
  }
});

test.each(cells)('the access table agrees: %s and %s', (_auth, name, auth, isIn) => {
  const actor = actors[name] ?? actors.anonymous;
  // A key is of an admitted kind whatever its scopes are.
  const isKind = isIn || (auth.kind === 'vendor' && name === 'key without the scope');
  expect(admits(answering(done, auth), actor)).toBe(isKind);
});

test('the lacking scope is named', async () => {
  const endpoint = answering(done, { kind: 'vendor', scope: 'wallet:topup' });
  const answer = await answerOf(endpoint, called(actors.key));
  expect(answer.body.detail).toBe('The key needs the scope wallet:topup.');
});

const guarded: Auth[] = [
  { kind: 'vendor', scope: 'orders:read' },
  { kind: 'customer' },
  { kind: 'customerOrGuest' },
  { kind: 'customerOrLink' },
  { kind: 'staff', roles: staffRoles },
];

test.each(errorNames)('the authorizer refuses by %s everywhere, whoever asks', async (problem) => {
  for (const auth of guarded) {
    const authorizer = { ...called(actors.customer).authorizer, problem };
    expectProblem(await answerOf(answering(done, auth), { authorizer }), problem);
  }
});

test('without an authorizer in front a guarded route stays closed', async () => {
  for (const auth of guarded.filter(({ kind }) => kind !== 'customerOrGuest'))
    expectProblem(await answerOf(answering(done, auth)), 'UNAUTHENTICATED');
});

test('a public route does not care about a bad credential', async () => {
  for (const kind of ['public', 'signature'] as const) {
    const auth: Auth = kind === 'public' ? { kind } : { kind, by: 'stripe' };
    const answer = await answerOf(answering(done, auth), { authorizer: { problem: 'FORBIDDEN' } });
    expect(answer.status).toBe(200);
  }
});

test('every actor has an id for the audit trail', () => {
  const ids = Object.values(actors).map((actor) => actor && actorId(actor));
  expect(ids).toEqual(['key_1', 'key_1', 'cus_1', 'u', 'u', 'u', 'ord_1', 'anonymous', undefined]);
});
