import fc from 'fast-check';
import { chunked, inParallel } from '../../../lib/platform/batch.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const jobs = fc.array(fc.nat(3), { maxLength: 40 });
const parallel = fc.integer({ min: 1, max: 8 });

test('every value is worked on once, as many at a time as are allowed', async () => {
  await fc.assert(
    fc.asyncProperty(jobs, parallel, async (values, limit) => {
      const done: number[] = [];
      let [running, most] = [0, 0];
      await inParallel([...values.keys()], limit, async (index) => {
        running += 1;
        most = Math.max(most, running);
        for (let waits = values[index] ?? 0; waits >= 0; waits -= 1) await turn();
        running -= 1;
        done.push(index);
      });
      expect(done.sort((a, b) => a - b)).toEqual([...values.keys()]);
      expect(most).toBe(Math.min(limit, values.length));
    }),
  );
});

test('the first failure stops new starts and is what the caller sees', async () => {
  await fc.assert(
    fc.asyncProperty(parallel, fc.nat(19), async (limit, failing) => {
      const started: number[] = [];
      const work = inParallel([...Array(20).keys()], limit, async (index) => {
        started.push(index);
        await turn();
        if (index === failing) throw new Error(`job ${index}`);
      });
      await expect(work).rejects.toThrow(`job ${failing}`);
      await turn();
      await turn();
      expect(started.length).toBeLessThanOrEqual(failing + limit);
    }),
  );
});

test('chunks hold everything in order, each full but the last', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 30 }), (values, size) => {
      const chunks = chunked(values, size);
      expect(chunks.flat()).toEqual(values);
      expect(chunks.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true);
      expect(chunks).toHaveLength(Math.ceil(values.length / size));
    }),
  );
});
