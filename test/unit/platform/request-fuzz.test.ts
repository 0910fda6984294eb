import fc from 'fast-check';
import { errorsOf } from '../../../lib/platform/endpoint.ts';
import type { ErrorName } from '../../../lib/platform/errors.ts';
import { Body, open, strict, valid } from './endpoints.ts';
import { answerOf, type Call, expectProblem } from './gateway.ts';

const text = fc.string({ unit: 'binary', maxLength: 30 });
const often = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, { arbitrary: other, weight: 2 });
const name = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', 'token'));
const query = fc.dictionary(name, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })));

const body = fc.oneof(
  fc.constant(valid.body),
  fc.json(),
  text,
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc
    .record({
      name: fc.oneof(text, fc.jsonValue()),
      size: fc.oneof(fc.integer({ min: 0, max: 11 }), fc.jsonValue()),
      parts: fc.array(fc.oneof(fc.record({ weight: fc.double() }), fc.jsonValue())),
    })
    .map((value) => JSON.stringify(value)),
);

const anyCall: fc.Arbitrary<Call> = fc.record({
  headers: fc
    .tuple(
      often({}, fc.dictionary(name, text)),
      often('key-1', text),
      often('application/json', text),
    )
    .map(([more, key, type]) => ({ ...more, 'Idempotency-Key': key, 'Content-Type': type })),
  params: often({ thingId: 'thing_1' }, fc.dictionary(name, text)),
  query: often<Record<string, string | string[]>>({}, query),
  body,
});

test('whatever comes, a strict endpoint takes it or names an error that it declares', async () => {
  const declared = errorsOf(strict);
  await fc.assert(
    fc.asyncProperty(anyCall, async (call) => {
      const answer = await answerOf(strict, call);
      if (answer.status === 200) {
        expect(Body.safeParse(answer.body.body).success).toBe(true);
        return;
      }
      expect(declared).toContain(answer.body.name);
      const id = answer.headers['X-Correlation-Id'] as string;
      expectProblem(answer, answer.body.name as ErrorName, id);
      expect(answer.status).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
});

test('whatever is asked where nothing can be asked is refused by a declared error', async () => {
  const declared = errorsOf(open);
  await fc.assert(
    fc.asyncProperty(query, async (asked) => {
      const answer = await answerOf(open, { query: asked });
      if (Object.keys(asked).length === 0) expect(answer.status).toBe(200);
      else expect([400, declared.includes('VALIDATION_FAILED')]).toEqual([answer.status, true]);
    }),
  );
});
