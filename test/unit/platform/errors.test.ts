import {
  type ErrorName,
  errorNames,
  errorRow,
  ProblemError,
  problem,
} from '../../../lib/platform/errors.ts';

const at = { instance: '/api/v1/orders', correlationId: 'corr-1' };

test('every code is ERR_ and four digits, and stands for one error', () => {
  const codes = errorNames.map((name) => errorRow(name).code);
  expect(codes.length).toBeGreaterThan(30);
  for (const code of codes) expect(code).toMatch(/^ERR_(1[0-9]|2[0-2])\d\d$/);
  expect(new Set(codes).size).toBe(codes.length);
});

test.each(errorNames)('%s has a title and a status that clients know', (name) => {
  const { status, title } = errorRow(name);
  expect([400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503]).toContain(status);
  expect(title).toMatch(/^[A-Z].*[^.]$/);
});

test.each(errorNames)('%s agrees with its status about a repeat', (name) => {
  const { status, retryable = false } = errorRow(name);
  // A busy server and a busy key pass by themselves; every other refusal stays one.
  expect(retryable).toBe([429, 500, 503].includes(status));
});

test.each(errorNames)('%s as a problem has the fields of RFC 9457 and ours, no others', (name) => {
  const { code, status, title, retryable = false } = errorRow(name);
  expect(problem(name, at)).toStrictEqual({
    ...{ type: `https://docs.ttelgo.com/errors/${code}`, title, status },
    ...{ instance: at.instance, code, name, correlationId: at.correlationId, retryable },
  });
});

test('detail and field errors stand in the problem when there are any', () => {
  const errors = [{ in: 'body' as const, field: 'size', message: 'too large' }];
  const body = problem('VALIDATION_FAILED', { ...at, detail: 'Say less.', errors });
  expect(body).toMatchObject({ detail: 'Say less.', errors });
});

test('a thrown problem keeps its cause to itself', () => {
  const cause = new Error('table ttelgo-orders');
  const error = new ProblemError('ORDER_NOT_FOUND', undefined, { cause });
  expect(error).toMatchObject({ name: 'ProblemError', problem: 'ORDER_NOT_FOUND', cause });
  expect(error.message).toBe(errorRow('ORDER_NOT_FOUND' satisfies ErrorName).title);
  expect(error).toMatchObject({ detail: undefined, errors: undefined, headers: {} });
});
