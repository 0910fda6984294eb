import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { endpoints } from '../../functions/registry.ts';
import { callJson } from '../../infra/local/aws.ts';
import { createUser, signIn } from '../../infra/local/cognito.ts';
import { readOrder } from '../../lib/orders/read.ts';
import type { ErrorName } from '../../lib/platform/errors.ts';
import { generateKey } from '../../lib/vendors/key.ts';
import { checkOut } from './card.ts';
import { call, placeVendorOrder, stack, until, wallet } from './client.ts';
import { openInside } from './inside.ts';
import { pathOf } from './paths.ts';
import { expectProblem } from './problem.ts';
import { newVendor, revoke } from './second-vendor.ts';

const vendorOrders = '/api/v1/vendor/orders';
const read = (as: string | null, path = vendorOrders) => call('GET', path, { as });

beforeAll(openInside);

describe('an API key', () => {
  test("is needed, and a typo, a stranger's and a test key are told apart", async () => {
    const { apiKey } = stack().vendor;
    const typo = apiKey.slice(0, -1) + (apiKey.endsWith('0') ? '1' : '0');
    const cases: [string | null, ErrorName][] = [
      [null, 'UNAUTHENTICATED'],
      ['ttg_live_short', 'INVALID_API_KEY'],
      [typo, 'INVALID_API_KEY'],
      [apiKey.toLowerCase(), 'INVALID_API_KEY'],
      [generateKey('live'), 'INVALID_API_KEY'],
      [generateKey('test'), 'WRONG_ENVIRONMENT_KEY'],
    ];
    for (const [as, name] of cases) expectProblem(await read(as), name);
    for (const authorization of [
      `Basic ${btoa(`${apiKey}:`)}`,
      apiKey,
      'Bearer',
      `Bearer ${apiKey} x`,
    ])
      expectProblem(
        await call('GET', vendorOrders, { as: null, headers: { authorization } }),
        'UNAUTHENTICATED',
      );
    expect((await read(apiKey)).status).toBe(200);
  });

  test('that expired or was revoked is refused; one in use stops soon after', async () => {
    const past = new Date(Date.now() - 1000).toISOString();
    expectProblem(await read((await newVendor({ expiresAt: past })).apiKey), 'API_KEY_EXPIRED');
    const { apiKey } = await newVendor();
    expect((await read(apiKey)).status).toBe(200);
    await revoke(apiKey);
    const refused = await until(
      () => read(apiKey),
      ({ status }) => status !== 200,
      30,
    );
    expectProblem(refused, 'API_KEY_REVOKED');
  });

  test('does what its scopes say and nothing else', async () => {
    const { apiKey } = await newVendor({ scopes: ['wallet:read'] });
    expect((await read(apiKey, '/api/v1/vendor/wallet')).status).toBe(200);
    const others = Object.values(endpoints).filter(
      ({ auth }) => auth.kind === 'vendor' && auth.scope !== 'wallet:read',
    );
    expect(others.length).toBeGreaterThan(3);
    for (const { method, path } of others)
      expectProblem(await call(method, pathOf(path), { as: apiKey }), 'INSUFFICIENT_SCOPE');
  });
});

test('a suspended vendor reads and cannot order; one that is gone is shut out', async () => {
  const suspended = (await newVendor({ status: 'SUSPENDED' })).apiKey;
  expect((await read(suspended)).status).toBe(200);
  const refused = await placeVendorOrder({}, { as: suspended });
  expectProblem(refused as never, 'VENDOR_SUSPENDED');
  expect(refused.body).toMatchObject({ status: 403, code: 'ERR_1402' });
  expect(await wallet(suspended)).toMatchObject({
    available: { amount: 10_000 },
    held: { amount: 0 },
  });
  for (const status of ['PENDING_APPROVAL', 'DEACTIVATED'] as const)
    expectProblem(await read((await newVendor({ status })).apiKey), 'VENDOR_NOT_ACTIVE');
});

describe('an access token', () => {
  const own = (as: string) => read(as, '/api/v1/orders');
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claimsOf = (token: string): object =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

  test('that is forged in any way is refused', async () => {
    const token = stack().customer.accessToken;
    const [head = '', claims = '', signature = ''] = token.split('.');
    const admin = part({ ...claimsOf(token), 'cognito:groups': ['SUPER_ADMIN'] });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const own256 = sign('sha256', Buffer.from(`${head}.${claims}`), privateKey);
    const shared = part({ alg: 'HS256', typ: 'JWT' });
    const hmac = createHmac('sha256', 'guess').update(`${shared}.${claims}`).digest('base64url');
    const forged = [
      `${head}.${admin}.${signature}`,
      `${part({ alg: 'none' })}.${claims}.`,
      `${head}.${claims}.${own256.toString('base64url')}`,
      `${shared}.${claims}.${hmac}`,
      `${head}.${claims}`,
      'nonsense',
    ];
    expect((await own(token)).status).toBe(200);
    for (const each of forged) expectProblem(await own(each), 'INVALID_TOKEN');
  });

  test('is no identity token; of a person without a role it is a customer with nothing', async () => {
    const { endpoint, app, customer } = stack();
    const { idToken } = await signIn(endpoint, app.userPoolClientId, customer);
    expectProblem(await own(idToken), 'INVALID_TOKEN');
    const nobody = { email: `${randomUUID()}@example.com`, password: `${randomUUID()}-aA1` };
    await createUser({ endpoint, userPoolId: app.userPoolId }, nobody);
    const { accessToken } = await signIn(endpoint, app.userPoolClientId, nobody);
    expect(await own(accessToken)).toMatchObject({ status: 200, body: { data: [] } });
    expectProblem(await call('GET', vendorOrders, { as: accessToken }), 'FORBIDDEN');
  });

  test('that has expired is refused', async () => {
    const { endpoint, app, customer } = stack();
    const client = { UserPoolId: app.userPoolId, ClientId: app.userPoolClientId };
    const pool = <T>(operation: string, body: object) =>
      callJson<T>(endpoint, 'cognito-idp', `AWSCognitoIdentityProviderService.${operation}`, body);
    const { UserPoolClient: before } = await pool<{ UserPoolClient: object }>(
      'DescribeUserPoolClient',
      client,
    );
    const units = { AccessToken: 'seconds', IdToken: 'minutes', RefreshToken: 'days' };
    // Real tokens live for minutes at least: for one, the client's own setting is shortened.
    await pool('UpdateUserPoolClient', {
      ...{ ...before, ...client },
      ...{ AccessTokenValidity: 1, TokenValidityUnits: units },
    });
    try {
      const { accessToken } = await signIn(endpoint, app.userPoolClientId, customer);
      const { exp } = claimsOf(accessToken) as { exp: number };
      await until(
        async () => Date.now() / 1000,
        (seconds) => seconds > exp + 1,
        10,
      );
      expectProblem(await own(accessToken), 'INVALID_TOKEN');
    } finally {
      await pool('UpdateUserPoolClient', { ...before, ...client });
    }
  });
});

test("an order's stamp has the connection's address, whatever the caller says", async () => {
  const said = '203.0.113.7';
  const headers = { 'x-forwarded-for': said, 'x-real-ip': said, forwarded: `for=${said}` };
  // An unpaid order: nobody but its buyer has written to it.
  const { body } = await checkOut({}, { headers });
  const order = await readOrder(body.id, { consistent: true });
  expect(order?.by).toMatchObject({ kind: 'ANONYMOUS', ip: '127.0.0.1' });
});
