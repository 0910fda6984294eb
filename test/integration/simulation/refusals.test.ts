/** What DynamoDB refuses, the store and the emulator refuse in the same way. */
import { tables } from './attributes.ts';
import { item } from './cases.ts';
import { openPair, type Pair } from './pair.ts';
import { refusals } from './refusals.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await openPair();
});
beforeEach(() =>
  pair.both({ operation: 'PutItem', input: { TableName: tables.main, Item: item } }),
);
afterAll(() => pair.close());

test.each(refusals)('$name', async ({ request }) => {
  const { ours, theirs } = await pair.both(request);
  expect(ours.error).toBeDefined();
  expect(ours.answer).toEqual(theirs.answer);
  const after = await pair.both({ operation: 'Scan', input: { TableName: tables.main } });
  expect(after.ours.answer).toMatchObject({ Count: 1 });
  expect(after.ours.answer).toEqual(after.theirs.answer);
});
