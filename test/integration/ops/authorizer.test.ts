import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { handler as wallet } from '../../../functions/billing/vendor-wallet.route.ts';
import { handler as getEsim } from '../../../functions/esims/vendor-get.route.ts';
import { handler as authorize } from '../../../functions/ops/authorizer.ts';
import { handler as getOrder } from '../../../functions/orders/vendor-get.route.ts';
import { signLink } from '../../../lib/identity/links.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { newId } from '../../../lib/platform/ids.ts';
import { issueApiKey } from '../../../lib/vendors/create.ts';
import { apiKeyKey } from '../../../lib/vendors/items.ts';
import { generateKey, keyHash } from '../../../lib/vendors/key.ts';
import { noTier, usageKey } from '../../../lib/vendors/tier.ts';
import type { Vendor } from '../../../lib/vendors/vendor.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { call } from '../gateway.ts';
import { all, order, putBundle, timings, vendorWith } from '../orders/world.ts';
import { putSecret } from '../secrets.ts';
import { completedOrder } from '../webhooks/world.ts';

const arn = 'arn:aws:execute-api:us-east-1:000000000000:api1/prod/GET/api/v1/vendor/wallet';

beforeAll(async () => {
  await setUp();
  await putSecret('links', { signingKey: 'a'.repeat(32) });
  Object.assign(process.env, {
    ...{ KEY_MODE: 'live', STAGE: 'dev', TIMINGS: JSON.stringify(timings) },
    ...{ TOKEN_ISSUER: 'https://issuer.test', TOKEN_CLIENT_ID: 'client' },
    TOKEN_JWKS_URI: 'http://127.0.0.1:1/keys',
  });
  await putBundle();
});
afterAll(tearDown);

async function ask(headers: Record<string, string>, query: Record<string, string> = {}) {
  const event = { type: 'REQUEST', methodArn: arn, headers, queryStringParameters: query };
  const answer = await authorize(event as unknown as APIGatewayRequestAuthorizerEvent);
  const { actor, problem } = (answer.context ?? {}) as Record<string, string>;
  return { answer, actor: actor && JSON.parse(actor), problem };
}
const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
const keyFor = async ({ id }: Vendor, more: object = {}) =>
  (await issueApiKey(id, { name: 'key', mode: 'live', ...more }, new Date())).key;

describe('an API key', () => {
  it('stands for its vendor, with tier, scopes and limits, on every method', async () => {
    const { vendor } = await vendorWith(0, { limits: { ordersDaily: 5 } });
    const key = await keyFor(vendor, { scopes: ['orders:read'] });
    const { answer, actor } = await ask(bearer(key));
    expect(actor).toEqual({
      ...{ kind: 'VENDOR_KEY', vendorId: vendor.id, keyId: expect.stringMatching(/^key_/) },
      ...{ scopes: ['orders:read'], tier: 'STANDARD', currency: 'USD', status: 'ACTIVE' },
      limits: { ordersDaily: 5, ordersMonthly: null, spendDaily: null, spendMonthly: null },
    });
    expect(answer).toMatchObject({
      ...{ principalId: actor.keyId, usageIdentifierKey: usageKey('dev', 'STANDARD') },
      policyDocument: {
        Statement: [
          {
            ...{ Action: 'execute-api:Invoke', Effect: 'Allow' },
            Resource: 'arn:aws:execute-api:us-east-1:000000000000:api1/prod/*',
          },
        ],
      },
    });
    for (const value of Object.values(answer.context ?? {})) expect(typeof value).toBe('string');
  });

  it('is found whatever the case of the header and its scheme', async () => {
    const key = await keyFor((await vendorWith(0)).vendor);
    expect((await ask({ authorization: `bearer ${key}` })).actor.kind).toBe('VENDOR_KEY');
  });

  it('is kept as a hash alone', async () => {
    const key = await keyFor((await vendorWith(0)).vendor);
    const stored = JSON.stringify(await all('vendors'));
    expect(stored).toContain(keyHash(key));
    expect(stored).not.toContain(key);
    expect(stored).not.toContain(key.slice(14));
  });

  it.each<[string, (vendor: Vendor) => Promise<string>, string]>([
    ['with a typo', async (vendor) => swapped(await keyFor(vendor)), 'INVALID_API_KEY'],
    ['of no shape', async () => 'ttg_live_short', 'INVALID_API_KEY'],
    ['that nobody issued', async () => generateKey('live'), 'INVALID_API_KEY'],
    ['for tests', (vendor) => keyFor(vendor, { mode: 'test' }), 'WRONG_ENVIRONMENT_KEY'],
    [
      'whose time is over',
      (vendor) => keyFor(vendor, { expiresAt: new Date(Date.now() - 1000).toISOString() }),
      'API_KEY_EXPIRED',
    ],
    [
      'that was revoked',
      async (vendor) => {
        const key = await keyFor(vendor);
        const [values, set] = [{ ':at': new Date().toISOString() }, 'SET revokedAt = :at'];
        const update = { update: 'vendors' as const, key: apiKeyKey(keyHash(key)), set, values };
        await transact({ update });
        return key;
      },
      'API_KEY_REVOKED',
    ],
  ])('%s is refused with the reason', async (_, make, reason) => {
    const { vendor } = await vendorWith(0);
    const { answer, actor, problem } = await ask(bearer(await make(vendor)));
    expect({ actor, problem }).toEqual({ actor: undefined, problem: reason });
    expect(answer).toMatchObject({ principalId: 'unknown' });
    // Without any bucket the gateway itself would refuse, and as a fault of ours.
    expect(answer.usageIdentifierKey).toBe(usageKey('dev', noTier));
    const refused = await call(wallet, { context: { problem } });
    expect(refused).toMatchObject({ status: 401, body: { name: reason } });
  });

  it('that expires later is good', async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const key = await keyFor((await vendorWith(0)).vendor, { expiresAt });
    expect((await ask(bearer(key))).problem).toBeUndefined();
  });

  it('of a vendor who is not approved or gone is refused; a suspended one may still read', async () => {
    for (const status of ['PENDING_APPROVAL', 'DEACTIVATED'] as const) {
      const { vendor } = await vendorWith(0, { status });
      const { problem } = await ask(bearer(await keyFor(vendor)));
      expect(problem).toBe('VENDOR_NOT_ACTIVE');
      expect((await call(wallet, { context: { problem } })).status).toBe(403);
    }
    const { vendor } = await vendorWith(0, { status: 'SUSPENDED' });
    const { actor } = await ask(bearer(await keyFor(vendor)));
    expect(await call(wallet, { actor })).toMatchObject({
      ...{ status: 200, body: { ordering: 'CLOSED' } },
    });
  });

  it('of one vendor reads nothing of another', async () => {
    const [a, b] = [await vendorWith(1_000), await vendorWith(2_000)];
    const { body: theirs } = await order(b.actor);
    const ownerKey = `VENDOR#${b.vendor.id}`;
    const done = await completedOrder({ ownerKey, vendorId: b.vendor.id }, new Date());
    const { answer } = await ask(bearer(await keyFor(a.vendor)));
    const context = answer.context as Record<string, string>;
    for (const orderId of [theirs.id, done.order.id])
      expect((await call(getOrder, { context, params: { orderId } })).status).toBe(404);
    const esimId = String(done.esims[0]?.id);
    expect((await call(getEsim, { context, params: { esimId } })).status).toBe(404);
    expect((await call(wallet, { context })).body.available).toMatchObject({ amount: 1_000 });
    const own = (await ask(bearer(await keyFor(b.vendor)))).answer.context as never;
    expect((await call(getEsim, { context: own, params: { esimId } })).status).toBe(200);
  });
});

describe('a signed link', () => {
  const id = newId('order', new Date());

  it('lets its bearer in for its order', async () => {
    const { token } = await signLink(id, new Date());
    expect((await ask({}, { token })).actor).toEqual({ kind: 'LINK', orderId: id });
  });

  it('of which anything was changed is invalid', async () => {
    const [order, expiry, mac] = (await signLink(id, new Date())).token.split('.') as string[];
    const other = newId('order', new Date());
    for (const token of [
      `${other}.${expiry}.${mac}`,
      `${order}.${'z'.repeat(String(expiry).length)}.${mac}`,
      `${order}.${expiry}.${swapped(String(mac))}`,
      `${order}.${expiry}`,
      'x',
    ])
      expect(await ask({}, { token })).toMatchObject({ problem: 'LINK_INVALID' });
  });

  it('has an end', async () => {
    const { token } = await signLink(id, new Date(Date.now() - 31 * 24 * 3600_000));
    expect((await ask({}, { token })).problem).toBe('LINK_EXPIRED');
  });
});

describe('anybody else', () => {
  it('without a credential is anonymous, and still allowed to reach public routes', async () => {
    const { answer, actor } = await ask({});
    expect(actor).toEqual({ kind: 'ANONYMOUS' });
    expect(answer.policyDocument.Statement).toMatchObject([{ Effect: 'Allow' }]);
    expect(await call(wallet, { actor })).toMatchObject({
      ...{ status: 401, body: { name: 'UNAUTHENTICATED' } },
    });
  });

  it.each([
    ['Basic dXNlcjpwYXNz', 'UNAUTHENTICATED'],
    ['Bearer', 'UNAUTHENTICATED'],
    ['Bearer a b', 'UNAUTHENTICATED'],
    [`Bearer ${'x'.repeat(4097)}`, 'UNAUTHENTICATED'],
    ['Bearer garbage', 'INVALID_TOKEN'],
    ['Bearer eyJhbGciOiJub25lIn0.e30.', 'INVALID_TOKEN'],
  ])('with %.20s is refused', async (Authorization, problem) => {
    expect(await ask({ Authorization })).toMatchObject({ problem });
  });
});

/** The same text with its tenth character changed. */
function swapped(text: string): string {
  return `${text.slice(0, 10)}${text[10] === 'a' ? 'b' : 'a'}${text.slice(11)}`;
}
