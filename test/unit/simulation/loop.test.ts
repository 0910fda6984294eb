import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import { openLoop } from '../../simulation/runtime/loop.ts';
import { randomOf } from '../../simulation/runtime/random.ts';

const loopOf = (seed = 1) => openLoop(1_000, randomOf(seed, 'ties'));

describe('virtual time', () => {
  it('runs entries by their moments, and stands at the end of the run afterwards', async () => {
    const loop = loopOf();
    const told: [string, number][] = [];
    const tell = (what: string) => () => {
      told.push([what, loop.now()]);
    };
    loop.at(5_000, tell('late'));
    loop.after(500, tell('soon'));
    loop.at(10, tell('past'));
    loop.at(9_000, tell('not yet'));
    await loop.runUntil(6_000);
    expect(told).toEqual([
      ['past', 1_000],
      ['soon', 1_500],
      ['late', 5_000],
    ]);
    expect(loop.now()).toBe(6_000);
  });

  it('follows every promise before the next entry', async () => {
    const loop = loopOf();
    const told: string[] = [];
    const chain = async () => {
      for (let step = 0; step < 20; step += 1) {
        await Promise.resolve();
        told.push('promise');
      }
    };
    loop.after(1, () => void chain());
    loop.after(2, () => told.push('next'));
    await loop.runUntil(2_000);
    expect(told.indexOf('next')).toBe(20);
  });

  it('leaves out what was canceled', async () => {
    const loop = loopOf();
    const told: number[] = [];
    const entries = Array.from({ length: 50 }, (_, n) => loop.after(n, () => told.push(n)));
    for (const [n, entry] of entries.entries()) if (n % 3 > 0) loop.cancel(entry);
    await loop.runUntil(2_000);
    expect(told).toEqual(Array.from({ length: 17 }, (_, n) => 3 * n));
  });

  it('draws the order of entries of one moment: by the seed, and the same every time', async () => {
    const orderOf = async (seed: number) => {
      const loop = loopOf(seed);
      const told: number[] = [];
      for (let n = 0; n < 10; n += 1) loop.after(5, () => told.push(n));
      await loop.runUntil(2_000);
      return told.join();
    };
    const orders = await Promise.all([1, 2, 3, 4].map(orderOf));
    expect(new Set(orders).size).toBe(4);
    expect(await Promise.all([1, 2, 3, 4].map(orderOf))).toEqual(orders);
  });

  it('lets time pass for whoever holds it, and no longer', async () => {
    const loop = loopOf();
    const told: string[] = [];
    loop.at(9_000, () => told.push('after it'));
    loop.hold();
    await new Promise<void>((resolve) =>
      loop.at(4_000, () => {
        loop.release();
        resolve();
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(loop.now()).toBe(4_000);
    expect(told).toEqual([]);
  });

  it('tells the runner what an entry threw', async () => {
    const loop = loopOf();
    loop.after(1, () => {
      throw new Error('a mistake');
    });
    await expect(loop.runUntil(2_000)).rejects.toThrow('a mistake');
  });

  it('runs entries in nobody’s context', async () => {
    const context = new AsyncLocalStorage<string>();
    const loop = loopOf();
    const seen: unknown[] = [];
    await context.run('the caller', () => {
      loop.after(1, () => seen.push(context.getStore()));
      return loop.runUntil(2_000);
    });
    expect(seen).toEqual([undefined]);
  });
});

describe('seeded numbers', () => {
  it('are evenly spread, and differ by name', () => {
    const random = randomOf(7, 'one');
    const numbers = Array.from({ length: 10_000 }, random);
    const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    expect(mean).toBeGreaterThan(0.48);
    expect(mean).toBeLessThan(0.52);
    expect(numbers.slice(0, 5)).toEqual(Array.from({ length: 5 }, randomOf(7, 'one')));
    expect(numbers.slice(0, 5)).not.toEqual(Array.from({ length: 5 }, randomOf(7, 'other')));
  });
});
