import { catalogueReader } from '../../../lib/catalogue/current.ts';
import type { Pointer } from '../../../lib/catalogue/items.ts';
import { packed } from '../../../lib/catalogue/snapshot.ts';
import { logger } from '../../../lib/platform/observability.ts';
import { offer } from './offers.ts';
import { shelved } from './shelf.ts';

logger.setLogLevel('SILENT');

/** A reader over a store that holds one snapshot, with a clock that the test turns. */
function bench() {
  const state = {
    asOf: 'then',
    codes: ['a'],
    nowMs: 0,
    asked: 0,
    read: 0,
    fails: false,
    lost: false,
  };
  const snapshot = () => packed(shelved(state.codes.map((code) => offer(code))), new Map());
  const store = {
    pointer: async () => {
      state.asked += 1;
      if (state.fails) throw new Error('no table');
      const { version, chunks } = snapshot();
      return { version, chunks: chunks.length, asOf: state.asOf } as Pointer;
    },
    parts: async () => {
      state.read += 1;
      return state.lost ? undefined : snapshot().chunks;
    },
  };
  return { state, store, read: catalogueReader(store, () => state.nowMs) };
}
const codes = async (read: ReturnType<typeof bench>['read']) =>
  (await read()).listing.bundles.map(({ code }) => code);

test('the table is asked at most every fifteen seconds', async () => {
  const { state, read } = bench();
  for (state.nowMs of [0, 1, 14_999]) await read();
  expect(state).toMatchObject({ asked: 1, read: 1 });
  state.nowMs = 15_000;
  await read();
  expect(state).toMatchObject({ asked: 2, read: 1 });
});

test('callers at one time share one look', async () => {
  const { state, read } = bench();
  const [one, other] = await Promise.all([read(), read()]);
  expect(one).toBe(other);
  expect(state).toMatchObject({ asked: 1, read: 1 });
});

test('an unchanged catalogue keeps its listing with a new age, a changed one is read', async () => {
  const { state, read } = bench();
  const first = await read();
  Object.assign(state, { nowMs: 15_000, asOf: 'now' });
  const second = await read();
  expect(second.asOf).toBe('now');
  expect(second.listing).toBe(first.listing);
  Object.assign(state, { nowMs: 30_000, codes: ['a', 'b'] });
  expect(await codes(read)).toEqual(['a', 'b']);
});

test.each([{ fails: true }, { lost: true, codes: ['b'] }])(
  'in trouble (%j) what is held is served on, with its age, and the table is left in peace',
  async (trouble) => {
    const { state, read } = bench();
    await read();
    Object.assign(state, { ...trouble, nowMs: 15_000, asOf: 'now' });
    expect(await codes(read)).toEqual(['a']);
    expect(await read()).toMatchObject({ asOf: 'then' });
    expect(state.asked).toBe(2);
    Object.assign(state, { fails: false, lost: false, nowMs: 30_000 });
    expect(await read()).toMatchObject({ asOf: 'now' });
  },
);

test('with nothing held trouble is an answer of its own; the next caller tries again', async () => {
  const { state, read } = bench();
  state.fails = true;
  await expect(read()).rejects.toMatchObject({ problem: 'CATALOGUE_UNAVAILABLE' });
  state.fails = false;
  expect(await codes(read)).toEqual(['a']);
});

test('before the first sync there is no catalogue', async () => {
  const read = catalogueReader({ ...bench().store, pointer: async () => undefined });
  await expect(read()).rejects.toMatchObject({ problem: 'CATALOGUE_UNAVAILABLE' });
});
