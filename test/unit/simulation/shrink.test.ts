/** Shrinking a failing run: the result still fails, and no part of it can be left out. */
import fc from 'fast-check';
import { smallest } from '../../simulation/world/shrink.ts';

const parts = Array.from({ length: 40 }, (_, index) => index);
const always = () => true;

test('two parts that fail together are all that is left', async () => {
  let runs = 0;
  const fails = async (some: readonly number[]) => {
    runs += 1;
    return some.includes(7) && some.includes(31);
  };
  expect(await smallest(parts, fails, always)).toEqual([7, 31]);
  expect(runs).toBeLessThan(120);
});

test('any set of needed parts is found exactly', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 8 }), async (needed) => {
      const fails = async (some: readonly number[]) => needed.every((each) => some.includes(each));
      const found = await smallest(parts, fails, always);
      expect(found).toEqual([...needed].sort((a, b) => a - b));
    }),
  );
});

test('what fails without any part needs none', async () => {
  expect(await smallest(parts, async () => true, always)).toEqual([]);
});

test('without time, what is left still fails', async () => {
  let runs = 0;
  const fails = async (some: readonly number[]) => some.includes(7);
  const left = await smallest(parts, fails, () => runs++ < 3);
  expect(left).toContain(7);
});
