/** What a reading command cost, from its input and its answer. */
import { readUnits } from './cost.ts';
import { tableOf } from './names.ts';
import { itemSize, type RawItem } from './size.ts';

export interface Read {
  table: string;
  /** Sort keys of what was found, without their ids. */
  kinds: string[];
  bytes: number;
  units: number;
}

type Input = Record<string, unknown>;

/** Undefined for a command that reads nothing. */
export function readsOf(command: string, input: Input, output: Input): Read[] | undefined {
  const consistent = input.ConsistentRead === true;
  const one = (items: RawItem[]) => [read(tableOf(String(input.TableName)), items, consistent)];
  switch (command) {
    case 'GetItem':
      return one(output.Item ? [output.Item as RawItem] : []);
    case 'Query':
    case 'Scan':
      // Items of one answer are added up before they are rounded.
      return one((output.Items ?? []) as RawItem[]);
    case 'BatchGetItem':
      return batchReads(input as unknown as BatchGetInput, output);
    default:
      return undefined;
  }
}

interface BatchGetInput {
  RequestItems: Record<string, { Keys: RawItem[]; ConsistentRead?: boolean }>;
}

/** Each item of a batch is rounded up by itself; a key that nothing stands under costs a block. */
function batchReads({ RequestItems }: BatchGetInput, output: Input): Read[] {
  const found = (output.Responses ?? {}) as Record<string, RawItem[]>;
  return Object.entries(RequestItems).flatMap(([name, { Keys, ConsistentRead = false }]) => {
    const items = found[name] ?? [];
    const missing = Keys.length - items.length;
    return [
      ...items.map((item) => read(tableOf(name), [item], ConsistentRead)),
      ...Array.from({ length: missing }, () => read(tableOf(name), [], ConsistentRead)),
    ];
  });
}

function read(table: string, items: RawItem[], consistent: boolean): Read {
  const bytes = items.reduce((sum, item) => sum + itemSize(item), 0);
  const kinds = [...new Set(items.map(({ sk }) => sk?.S?.split('#')[0] ?? ''))];
  return { table, kinds, bytes, units: readUnits(bytes, consistent) };
}
