import { ProblemError } from '../../../lib/platform/errors.ts';
import { answering, done, open, strict, valid } from './endpoints.ts';
import { answerOf, type Call, expectProblem, json, requestId } from './gateway.ts';

const failing = (error: unknown) => answering(() => Promise.reject(error));
const named = (name: string) => Object.assign(new Error('secret table name'), { name });

const security = {
  'Strict-Transport-Security': expect.stringContaining('max-age='),
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'X-Correlation-Id': requestId,
};

test.each([
  ['an answer', open, {}],
  ['a refusal', strict, {}],
  ['a failure', failing(new Error('x')), {}],
] as const)('%s carries the security headers', async (_what, endpoint, call) => {
  expect((await answerOf(endpoint, call)).headers).toMatchObject(security);
});

test('a route may say how long its answer keeps, and no more than that', async () => {
  const headers = { 'Cache-Control': 'public, max-age=60', 'X-Correlation-Id': 'its-own-idea' };
  const kept = answering(async () => ({ status: 200, body: { object: 'thing' }, headers }));
  const answer = await answerOf(kept);
  expect(answer.headers).toMatchObject({ ...security, 'Cache-Control': 'public, max-age=60' });
});

test.each([
  ['an error', new Error('secret table name'), 'INTERNAL_ERROR'],
  ['a bug', new TypeError('secret table name'), 'INTERNAL_ERROR'],
  ['an unknown fault of AWS', named('ResourceNotFoundException'), 'INTERNAL_ERROR'],
  ['throttling', named('ThrottlingException'), 'SERVICE_UNAVAILABLE'],
  ['a table at its limit', named('ProvisionedThroughputExceededException'), 'SERVICE_UNAVAILABLE'],
  ['a conflict that did not end', named('TransactionCanceledException'), 'SERVICE_UNAVAILABLE'],
  ['a time-out', named('TimeoutError'), 'SERVICE_UNAVAILABLE'],
] as const)('%s is answered in neutral words', async (_what, error, name) => {
  const answer = await answerOf(failing(error));
  expectProblem(answer, name);
  expect(answer.text).not.toContain('secret');
  expect(answer.body).not.toHaveProperty('detail');
});

test.each([
  ['503', new ProblemError('PAYMENT_UNAVAILABLE'), '2'],
  ['429', new ProblemError('RATE_LIMITED'), '2'],
  ['409', new ProblemError('ORDER_STATE_CONFLICT'), undefined],
])('a %s says when to come again, if ever', async (_status, error, after) => {
  expect((await answerOf(failing(error))).headers['Retry-After']).toBe(after);
});

test('a problem brings its detail, its field errors and its headers', async () => {
  const errors = [{ in: 'body' as const, field: 'size', message: 'too large' }];
  const more = { errors, headers: { 'Retry-After': '9' }, cause: new Error('secret') };
  const answer = await answerOf(failing(new ProblemError('RATE_LIMITED', 'Slow down.', more)));
  expectProblem(answer, 'RATE_LIMITED');
  expect(answer.body).toMatchObject({ detail: 'Slow down.', errors });
  expect(answer.headers['Retry-After']).toBe('9');
  expect(answer.text).not.toContain('secret');
});

test('what the contract does not name does not leave', async () => {
  const body = { object: 'thing', note: 'yes', cost: 100, ownerKey: 'VENDOR#1' };
  const answer = await answerOf(answering(async () => ({ status: 200, body })));
  expect(answer.body).toStrictEqual({ object: 'thing', note: 'yes' });
  expect(answer.headers['Content-Type']).toBe('application/json');
});

test.each([
  ['another shape', { status: 200, body: { object: 'secret' } }],
  ['a status that is not declared', { status: 201, body: { object: 'secret' } }],
])('a reply of %s is our own failure', async (_what, reply) => {
  const answer = await answerOf(answering(async () => reply));
  expectProblem(answer, 'INTERNAL_ERROR');
  expect(answer.text).not.toContain('secret');
});

test.each([
  ['bytes in base64', Buffer.from([0, 255]), 'AP8='],
  ['text as it is', 'a,b', 'a,b'],
])('a reply that is no JSON leaves as %s', async (_what, bytes, text) => {
  const reply = { status: 200, bytes, contentType: 'application/x' };
  const answer = await answerOf(answering(async () => reply));
  expect(answer).toMatchObject({ text, headers: { 'Content-Type': 'application/x' } });
});

const correlated = (id: string): Call => ({ headers: { ...json, 'x-CORRELATION-id': id } });

test.each(['12345678', 'a_B-9'.repeat(12)])('the correlation id %s is taken over', async (id) => {
  expect((await answerOf(open, correlated(id))).headers['X-Correlation-Id']).toBe(id);
  expectProblem(await answerOf(failing(new Error('x')), correlated(id)), 'INTERNAL_ERROR', id);
});

test.each([
  ...['', '1234567', 'x'.repeat(65), 'with space', 'line\nbreak', '"quoted-id"', 'umlaut-ä'],
])('the correlation id %j is replaced by the request id', async (id) => {
  expect((await answerOf(open, correlated(id))).headers['X-Correlation-Id']).toBe(requestId);
});

test('the handler learns who asked, from where, and under which id', async () => {
  let seen: object | undefined;
  const customer = { kind: 'CUSTOMER', customerId: 'cus_1', email: 'ann@example.com' };
  const asking = answering(done, { kind: 'customer' });
  asking.handle = async ({ stamp, actor, correlationId }) => {
    seen = { stamp, actor, correlationId };
    return done();
  };
  await answerOf(asking, { authorizer: { actor: JSON.stringify(customer) } });
  const stamp = { kind: 'CUSTOMER', id: 'cus_1', ip: '192.0.2.1', requestId };
  expect(seen).toEqual({ stamp, actor: customer, correlationId: requestId });
});

test('a valid call arrives as it was sent', async () => {
  expect((await answerOf(strict, valid)).body).toEqual({
    params: { thingId: 'thing_1' },
    query: { colour: 'red' },
    body: { name: 'Ann', size: 3, parts: [] },
    idempotencyKey: 'key-1',
  });
});
