/**
 * Sees every command of the product's DynamoDB client and works out what it costs, from the items
 * before and after it; beside that stands what the emulator reports for the same command.
 */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { dynamo } from '../../../../lib/platform/dynamodb.ts';
import { type Read, readsOf } from './reads.ts';
import { type Written, writesOf } from './writes.ts';

export interface Seen {
  /** Which part of the story it belongs to. */
  step: string;
  command: string;
  reads: Read[];
  writes: Written[];
  /** A condition did not hold. */
  refused: boolean;
  /** The emulator's units; undefined where it gives none (refused writes). */
  reported: number | undefined;
}

export interface Watch {
  seen: Seen[];
  /** Labels what follows. */
  step(name: string): void;
  end(): void;
}

type Input = Record<string, unknown>;
const refusals = ['TransactionCanceledException', 'ConditionalCheckFailedException'];

export function watch(): Watch {
  const seen: Seen[] = [];
  let step = '';
  dynamo().middlewareStack.add(
    (next, context) => async (args) => {
      const command = String(context.commandName).replace(/Command$/, '');
      const input = args.input as Input;
      input.ReturnConsumedCapacity = 'INDEXES';
      const one: Seen = {
        step,
        command,
        reads: [],
        writes: [],
        refused: false,
        reported: undefined,
      };
      seen.push(one);
      const changes = await writesOf(command, input);
      try {
        const result = await next(args);
        const output = result.output as unknown as Input;
        one.reported = reportedUnits(output);
        const reads = readsOf(command, input, output);
        if (!reads && !changes) throw new Error(`no arithmetic for ${command}`);
        one.reads = reads ?? [];
        return result;
      } catch (error) {
        one.refused = error instanceof Error && refusals.includes(error.name);
        throw error;
      } finally {
        one.writes = (await changes?.done(one.refused)) ?? [];
      }
    },
    { step: 'initialize', name: 'watchUnits' },
  );
  return {
    seen,
    step: (name) => {
      step = name;
    },
    end: () => void dynamo().middlewareStack.remove('watchUnits'),
  };
}

function reportedUnits({ ConsumedCapacity }: Input): number | undefined {
  if (ConsumedCapacity === undefined) return undefined;
  const all = [ConsumedCapacity].flat() as ConsumedCapacity[];
  return all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

/** Sums over commands. */
export function totalsOf(seen: Seen[]) {
  const totals = { calls: seen.length, read: 0, write: 0, index: 0, reported: 0 };
  for (const { reads, writes, reported } of seen) {
    for (const { units } of reads) totals.read += units;
    for (const { units, index } of writes) {
      totals.write += units;
      totals.index += index;
    }
    totals.reported += reported ?? 0;
  }
  return totals;
}
