/**
 * A table's stream: changes by partition key in lanes, each in order, repeated until the function
 * takes them, a failing batch in halves; as the mapping in infra/events.ts has it.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import type { Stream } from '../../../../lib/platform/consumer.ts';
import type { Kernel } from '../kernel.ts';
import { within } from '../random.ts';
import type { Invoke } from './lambda.ts';
import type { Letter } from './queues.ts';

const lanesPerTable = 3;
const batchMax = 100;
const triesMax = 10_000;
const ageMaxMs = 86_400_000;

interface Lane {
  name: string;
  waiting: { record: DynamoDBRecord; atMs: number }[];
  isBusy: boolean;
}

export interface Streams {
  take(table: string, record: DynamoDBRecord): void;
  /** Records that no function has taken yet. */
  waiting(): number;
  readonly letters: Letter[];
}

export function openStreams(
  kernel: Kernel,
  invoke: Invoke,
  streams: Record<string, Stream>,
  tableName: (table: string) => string,
): Streams {
  const { loop, faults } = kernel;
  const letters: Letter[] = [];
  const readers = Object.entries(streams).flatMap(([key, stream]) =>
    stream.tables.map((table) => ({
      ...{ key, table: tableName(table), sortKeys: new Set(stream.sortKeys) },
      lanes: Array.from({ length: lanesPerTable }, (_, n): Lane => {
        return { name: `${table}-${n}`, waiting: [], isBusy: false };
      }),
    })),
  );

  function start(key: string, lane: Lane): void {
    if (lane.isBusy || lane.waiting.length === 0) return;
    lane.isBusy = true;
    const site = `stream:${lane.name}`;
    const lateMs = faults.strikes('stream-late', site)
      ? faults.between('stream-late', site, 1_000, 120_000)
      : 0;
    const lagMs = within(kernel.random(site), 20, 400);
    loop.after(lagMs + lateMs, () => void work(key, lane));
  }

  async function work(key: string, lane: Lane): Promise<void> {
    const batch = lane.waiting.slice(0, batchMax);
    await deliver(key, lane, batch, 0);
    // A checkpoint that got lost: all of it comes again, before anything newer.
    const isRepeated = faults.strikes('stream-repeated', `stream:${lane.name}`);
    if (!isRepeated) lane.waiting.splice(0, batch.length);
    lane.isBusy = false;
    start(key, lane);
  }

  /** Returns when every record of the batch was taken, or given up. */
  async function deliver(
    key: string,
    lane: Lane,
    batch: Lane['waiting'],
    tried: number,
  ): Promise<void> {
    const [oldest] = batch;
    if (!oldest) return;
    const outcome = await invoke(key, { Records: batch.map(({ record }) => record) });
    if (outcome.kind === 'returned') return;
    if (batch.length === 1 && (tried >= triesMax || loop.now() - oldest.atMs > ageMaxMs)) {
      letters.push({ consumer: key, body: JSON.stringify(oldest.record), isPoison: false });
      return;
    }
    const waitMs = Math.min(60_000, 1_000 * 2 ** Math.min(tried, 10));
    await new Promise<void>((resolve) => loop.after(waitMs, resolve));
    if (batch.length === 1) return deliver(key, lane, batch, tried + 1);
    const half = Math.ceil(batch.length / 2);
    await deliver(key, lane, batch.slice(0, half), tried + 1);
    await deliver(key, lane, batch.slice(half), tried + 1);
  }

  return {
    letters,
    waiting: () =>
      readers.reduce(
        (sum, { lanes }) => sum + lanes.reduce((n, lane) => n + lane.waiting.length, 0),
        0,
      ),
    take(table, record) {
      const { pk, sk } = record.dynamodb?.Keys ?? {};
      for (const reader of readers) {
        if (reader.table !== table || !reader.sortKeys.has(sk?.S ?? '')) continue;
        const lane = reader.lanes[laneOf(pk?.S ?? '')] as Lane;
        lane.waiting.push({ record, atMs: loop.now() });
        start(reader.key, lane);
      }
    },
  };
}

function laneOf(pk: string): number {
  let hash = 0;
  for (let at = 0; at < pk.length; at += 1) hash = (Math.imul(hash, 31) + pk.charCodeAt(at)) | 0;
  return (hash >>> 0) % lanesPerTable;
}
