import { answering, done, open, signed, strict, valid } from './endpoints.ts';
import { answerOf, type Call, expectProblem, json } from './gateway.ts';

const send = (more: Call) => answerOf(strict, { ...valid, ...more });
const headers = (more: Record<string, string>) => ({ headers: { ...valid.headers, ...more } });
const bodyOf = (value: unknown) => ({ body: JSON.stringify(value) });
const kilobyte = 1024;

test.each([
  ['nothing', null],
  ['half of an object', '{"name":'],
  ['a single quote', "{'name':'Ann'}"],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
])('a body of %s is no JSON', async (_what, body) => {
  expectProblem(await send({ body }), 'MALFORMED_BODY');
});

test.each([
  ['text', { 'Content-Type': 'text/plain' }],
  ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ['almost JSON', { 'Content-Type': 'application/jsonp' }],
  ['nothing', { 'Content-Type': '' }],
])('a body declared as %s is not looked at', async (_what, type) => {
  expectProblem(await send(headers(type)), 'UNSUPPORTED_MEDIA_TYPE');
});

test('the content type may name its charset, in any case', async () => {
  const answer = await send(headers({ 'Content-Type': 'Application/JSON; charset=utf-8' }));
  expect(answer.status).toBe(200);
});

test('a body in base64 is decoded', async () => {
  const answer = await send({ body: Buffer.from('{"name":"Zoë","size":1}') });
  expect(answer.body).toMatchObject({ body: { name: 'Zoë', size: 1 } });
});

test('64 KiB of body are read, one byte more is not', async () => {
  const padded = (bytes: number) => ({ body: valid.body.padEnd(bytes, ' ') });
  expect((await send(padded(64 * kilobyte))).status).toBe(200);
  const answer = await send(padded(64 * kilobyte + 1));
  expectProblem(answer, 'PAYLOAD_TOO_LARGE');
  expect(answer.body.detail).toContain('65536');
});

test('the limit counts bytes, not characters', async () => {
  expectProblem(await send(bodyOf('é'.repeat(40 * kilobyte))), 'PAYLOAD_TOO_LARGE');
});

test('a webhook may be 512 KiB and arrives byte for byte', async () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
  const answer = await answerOf(signed, { body: bytes });
  expect(answer.body.note).toBe(bytes.toString('base64'));
  expect((await answerOf(signed, { body: 'x'.repeat(300 * kilobyte) })).status).toBe(200);
  const more = await answerOf(signed, { body: 'x'.repeat(300 * kilobyte + 1) });
  expectProblem(more, 'PAYLOAD_TOO_LARGE');
});

test.each([
  ['an unknown field', { name: 'A', size: 1, price: 1 }, 'price'],
  ['an unknown field inside', { name: 'A', size: 1, parts: [{ weight: 1, x: 1 }] }, 'parts.0.x'],
  ['a missing field', { name: 'A' }, 'size'],
  ['another type', { name: 'A', size: '3' }, 'size'],
  ['a number out of bounds', { name: 'A', size: 11 }, 'size'],
  ['no object', ['A'], ''],
  ['null', null, ''],
])('a body with %s names the field', async (_what, body, field) => {
  const answer = await send(bodyOf(body));
  expectProblem(answer, 'VALIDATION_FAILED');
  expect(answer.body.errors).toEqual([{ in: 'body', field, message: expect.stringMatching(/./) }]);
});

test('__proto__ in a body is one more unknown field', async () => {
  const answer = await send({ body: '{"name":"A","size":1,"__proto__":{"admin":true}}' });
  expectProblem(answer, 'VALIDATION_FAILED');
});

test('of very many mistakes the first twenty are told', async () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field${n}`, n]));
  const answer = await send(bodyOf({ name: 'A', size: 1, ...many }));
  expectProblem(answer, 'VALIDATION_FAILED');
  expect(answer.body.errors).toHaveLength(20);
});

test.each([
  ['missing', undefined, 'IDEMPOTENCY_KEY_MISSING'],
  ['empty', '', 'IDEMPOTENCY_KEY_MISSING'],
  ['blank', ' ', 'IDEMPOTENCY_KEY_INVALID'],
  ['of two words', 'a b', 'IDEMPOTENCY_KEY_INVALID'],
  ['no ASCII', 'schlüssel', 'IDEMPOTENCY_KEY_INVALID'],
  ['with a line break', 'key\n', 'IDEMPOTENCY_KEY_INVALID'],
  ['too long', 'x'.repeat(256), 'IDEMPOTENCY_KEY_INVALID'],
] as const)('an Idempotency-Key that is %s is refused', async (_what, key, name) => {
  const given = key === undefined ? { headers: json } : headers({ 'Idempotency-Key': key });
  expectProblem(await send(given), name);
});

test.each(['x', 'x'.repeat(255), '!~"'])(
  'an Idempotency-Key of visible ASCII is taken',
  async (key) => {
    const given = { headers: { ...json, 'IDEMPOTENCY-key': key } };
    expect((await send(given)).body.idempotencyKey).toBe(key);
  },
);

test('a missing key is told before the mistakes of the body', async () => {
  expectProblem(await send({ headers: json, body: '{' }), 'IDEMPOTENCY_KEY_MISSING');
});

const page = answering(done, { kind: 'customerOrLink' });
const customer = {
  actor: JSON.stringify({ kind: 'CUSTOMER', customerId: 'cus_1', email: 'ann@example.com' }),
};

test.each([
  ['an unknown parameter', strict, { size: '1' }, 'size'],
  ['a parameter named __proto__', strict, JSON.parse('{"__proto__":"x"}'), '__proto__'],
  ['a value out of the list', strict, { colour: 'green' }, 'colour'],
  ['a parameter given twice', strict, { colour: ['red', 'red'] }, 'colour'],
  ['any parameter where none is declared', open, { x: '' }, 'x'],
  ['__proto__ where none is declared', open, JSON.parse('{"__proto__":"x"}'), '__proto__'],
  ['the token of a link where none is taken', open, { token: 'x' }, 'token'],
])('a query with %s names the parameter', async (_what, endpoint, query, field) => {
  const answer = await answerOf(endpoint, { ...valid, query });
  expectProblem(answer, 'VALIDATION_FAILED');
  expect(answer.body.errors).toMatchObject([{ in: 'query', field }]);
});

test('a route with links lets its token pass, and nothing else', async () => {
  const call = { authorizer: customer };
  expect((await answerOf(page, { ...call, query: { token: 'x' } })).status).toBe(200);
  const more = await answerOf(page, { ...call, query: { token: 'x', other: 'y' } });
  expectProblem(more, 'VALIDATION_FAILED');
});

test.each(['thing_', 'thing_1 ', 'thing_1\n', '../thing_1', ''])(
  'an id that no resource can have (%j) is not found, as the route says it',
  async (thingId) => {
    expectProblem(await send({ params: { thingId } }), 'ESIM_NOT_FOUND');
  },
);

test('a route that declares no 404 says that there is no such route', async () => {
  const { errors: _, ...rest } = strict;
  const answer = await answerOf({ ...rest, errors: [] }, { ...valid, params: {} });
  expectProblem(answer, 'ROUTE_NOT_FOUND');
});
