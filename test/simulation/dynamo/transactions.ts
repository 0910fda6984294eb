/** TransactWriteItems: every condition is judged before anything is written, and all reasons are told. */
import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import { canceled, Invalid, tokenTaken } from './errors.ts';
import { idOfKey } from './keys.ts';
import type { Table } from './table.ts';
import { isSame, type Value } from './values.ts';
import { type Plan, planned, prepared, type WriteInput, type WriteKind } from './writes.ts';

export interface TransactInput {
  TransactItems: Partial<Record<WriteKind, WriteInput>>[];
  ClientRequestToken?: string;
}

const itemsMax = 100;

export function plansOf({ TransactItems }: TransactInput, tableOf: (name: string) => Table) {
  if (!TransactItems?.length || TransactItems.length > itemsMax)
    throw new Invalid("Value at 'transactItems' failed to satisfy constraint: 1 to 100 items");
  const writes = TransactItems.map((item) => {
    const [kind, ...more] = Object.keys(item) as WriteKind[];
    const input = kind && item[kind];
    if (!input || more.length > 0)
      throw new Invalid('TransactItems can only contain one of Check, Put, Update or Delete');
    return prepared(kind, input, tableOf(input.TableName));
  });
  const ids = writes.map(({ table, row }) => `${table.spec.name}\u0000${idOfKey(row)}`);
  if (new Set(ids).size < ids.length)
    throw new Invalid('Transaction request cannot include multiple operations on one item');
  return writes.map((write): Plan | Invalid => {
    try {
      return planned(write);
    } catch (error) {
      if (error instanceof Invalid) return error;
      throw error;
    }
  });
}

export const isPlan = (plan: Plan | Invalid): plan is Plan => !(plan instanceof Invalid);

/** Undefined when nothing stands in the way. */
export function cancellation(plans: (Plan | Invalid)[]) {
  if (plans.every((plan) => isPlan(plan) && !plan.refused)) return undefined;
  return canceled(plans.map(reasonOf));
}

function reasonOf(plan: Plan | Invalid): CancellationReason {
  if (!isPlan(plan)) return { Code: 'ValidationError', Message: plan.message };
  if (!plan.refused) return { Code: 'None' };
  const item = plan.input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && plan.before;
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(item ? { Item: item } : {}),
  };
}

export interface Tokens {
  /** Whether this very request was done within the last ten minutes. */
  isDone(input: TransactInput): boolean;
  done(input: TransactInput): void;
}

const tokenMs = 10 * 60_000;

export function openTokens(): Tokens {
  const known = new Map<string, { input: TransactInput; atMs: number }>();
  return {
    isDone(input) {
      const before = known.get(input.ClientRequestToken ?? '');
      if (!before || Date.now() - before.atMs >= tokenMs) return false;
      if (!isSameRequest(before.input, input)) throw tokenTaken();
      return true;
    },
    done(input) {
      if (input.ClientRequestToken === undefined) return;
      const nowMs = Date.now();
      for (const [token, { atMs }] of known) {
        if (nowMs - atMs < tokenMs) break;
        known.delete(token);
      }
      known.delete(input.ClientRequestToken);
      known.set(input.ClientRequestToken, { input, atMs: nowMs });
    },
  };
}

const isSameRequest = (a: TransactInput, b: TransactInput) =>
  a.TransactItems === b.TransactItems || isSameJson(a.TransactItems, b.TransactItems);

function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (a instanceof Uint8Array && b instanceof Uint8Array)
    return isSame({ B: a }, { B: b } as Value);
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = Object.keys(left).filter((name) => left[name] !== undefined);
  const others = Object.keys(right).filter((name) => right[name] !== undefined);
  return (
    names.length === others.length && names.every((name) => isSameJson(left[name], right[name]))
  );
}
