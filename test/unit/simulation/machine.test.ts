import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const script = fileURLToPath(new URL('machine-runs.ts', import.meta.url));

/** All in one process, one after the other. */
async function runs(wishes: object[]) {
  const args = ['--no-warnings', script, JSON.stringify(wishes)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the virtual machine', () => {
  it('takes orders from the route to the webhook, in hours that pass in moments', async () => {
    const [run] = await runs([{ seed: 1, orders: 6, minutes: 240 }]);
    expect(run).toMatchObject({
      ...{ statuses: Array(6).fill(201), ends: { COMPLETED: 6 }, sold: 6 },
      ...{ delivered: 6, quiet: true, letters: [] },
    });
    expect(run.elapsedMs).toBeGreaterThan(240 * 60_000);
  });

  it('repeats a seed exactly: in the same process, in another, and after other seeds', async () => {
    const strikes = {
      'dynamodb-answer-lost': 7,
      'provider-answer-lost': 3,
      'lambda-dies-after-call': 25,
    };
    const wish = { seed: 5, orders: 6, minutes: 30, strikes };
    const other = { ...wish, seed: 6 };
    const [first, second, apart] = await runs([wish, wish, other]);
    const [, again] = await runs([other, wish]);
    expect(second.hash).toBe(first.hash);
    expect(again.hash).toBe(first.hash);
    expect(apart.hash).not.toBe(first.hash);
  });

  it('answers 502 for a function that dies, and its client finds one order all the same', async () => {
    const wish = { seed: 2, orders: 5, minutes: 60, at: 'orders/vendor-create' };
    const [before, after] = await runs([
      { ...wish, strikes: { 'lambda-dies-before-call': 4 } },
      { ...wish, strikes: { 'lambda-dies-after-call': 4 } },
    ]);
    for (const run of [before, after]) {
      expect(run.failures).toContain(502);
      expect(run).toMatchObject({ statuses: Array(5).fill(201), ends: { COMPLETED: 5 }, sold: 5 });
    }
  });

  it('delivers at least once: copies, losses and failures change nothing', async () => {
    const strikes = {
      ...{ 'sqs-twice': 3, 'rule-twice': 2, 'stream-repeated': 3, 'sqs-ack-lost': 4 },
      ...{ 'events-fail': 5, 'events-partial': 4, 'events-answer-lost': 6, 'sqs-late': 5 },
      ...{ 'dynamodb-conflict': 5, 'dynamodb-throttled': 6, 'dynamodb-fails': 9 },
    };
    const [run] = await runs([{ seed: 3, orders: 8, minutes: 90, strikes }]);
    expect(run).toMatchObject({ ends: { COMPLETED: 8 }, sold: 8, letters: [] });
    expect(run.delivered).toBeGreaterThanOrEqual(8);
  });

  it('gives poison up after its last receive, beside all that is well', async () => {
    const strikes = { 'poison-message': 4 };
    const [run] = await runs([{ seed: 4, orders: 8, minutes: 90, strikes }]);
    expect(run.ends).toEqual({ COMPLETED: 8 });
    expect(run.letters.length).toBeGreaterThan(0);
    expect(run.letters).toEqual(run.letters.map(() => true));
  });
});
