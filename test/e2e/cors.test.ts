/** What a browser is told: which origins may call, with which methods and headers. */
import { call } from './client.ts';

const allowed = 'http://localhost:3000';
const foreign = 'https://evil.example';

const preflight = (origin: string) =>
  call('OPTIONS', '/api/v1/orders', {
    as: null,
    headers: { origin, 'access-control-request-method': 'POST' },
  });

test('an allowed origin may send what the route takes', async () => {
  const { status, headers } = await preflight(allowed);
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe(allowed);
  expect(headers.get('access-control-allow-methods')).toContain('POST');
  expect(headers.get('access-control-allow-headers')).toMatch(/Idempotency-Key/i);
});

test('another origin is never named, nor is every origin', async () => {
  for (const answer of [
    await preflight(foreign),
    await call('GET', '/api/v1/bundles?limit=1', { as: null, headers: { origin: foreign } }),
    await call('GET', '/api/v1/vendor/wallet', { headers: { origin: foreign } }),
  ]) {
    const origin = answer.headers.get('access-control-allow-origin');
    expect([null, allowed]).toContain(origin);
  }
});

test('answers and refusals can be read by an allowed origin, with the headers that matter', async () => {
  const answers = [
    await call('GET', '/api/v1/bundles?limit=1', { as: null, headers: { origin: allowed } }),
    await call('POST', '/api/v1/orders', { as: null, body: {}, headers: { origin: allowed } }),
    await call('GET', '/api/v1/none', { as: null, headers: { origin: allowed } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 404]);
  for (const { headers } of answers)
    expect(headers.get('access-control-allow-origin')).toBe(allowed);
  expect(answers[0]?.headers.get('access-control-expose-headers')).toContain('Idempotent-Replayed');
});
