import { query } from '../../../lib/platform/dynamodb.ts';

const own = { ownerKey: 'VENDOR#a', pk: 'ORDER#1', sk: 'ORDER' };
const list = (startAfter: Record<string, unknown>) =>
  query({ table: 'orders', index: 'byOwner', partition: ['ownerKey', 'VENDOR#a'], startAfter });

test.each([
  ["another owner's list", { ...own, ownerKey: 'VENDOR#b' }],
  ['no key at all', {}],
  ['a part of the key', { ownerKey: 'VENDOR#a', pk: 'ORDER#1' }],
  ['more than the key', { ...own, more: 'x' }],
  ['a number in the key', { ...own, pk: 7 }],
  ['an empty text in the key', { ...own, pk: '' }],
])('a forged start with %s is refused before anything is asked', async (_what, start) => {
  await expect(list(start)).rejects.toMatchObject({ problem: 'INVALID_CURSOR' });
});
