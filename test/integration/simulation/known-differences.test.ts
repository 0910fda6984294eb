/** Every difference that is known is one: the two answer as the list says, and not alike. */
import { tables } from './attributes.ts';
import { item } from './cases.ts';
import { knownDifferences } from './known-differences.ts';
import { openPair, type Pair } from './pair.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await openPair();
});
afterAll(() => pair.close());

test.each(knownDifferences)('$why: $name', async ({ request, ours, theirs }) => {
  await pair.both({ operation: 'PutItem', input: { TableName: tables.main, Item: item } });
  const told = await pair.both(request);
  expect([told.ours.error ?? 'done', told.theirs.error ?? 'done']).toEqual([ours, theirs]);
  const items = await pair.both({ operation: 'Scan', input: { TableName: tables.main } });
  // Where neither fails, it is the answer or the item that differs.
  expect([told.ours.answer, items.ours.answer]).not.toEqual([
    told.theirs.answer,
    items.theirs.answer,
  ]);
  for (const { pk, sk } of [
    item,
    { pk: { S: 'BESIDE' }, sk: { S: 'A' } },
    { ...item, sk: { S: 'NONE' } },
  ])
    await pair.restore(tables.main, { pk, sk } as typeof item);
});
