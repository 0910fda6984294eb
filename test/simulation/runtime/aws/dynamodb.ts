/** DynamoDB at the wire: the store, and what goes wrong on the way to it and back. */
import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Store } from '../../dynamo/store.ts';
import type { Kernel } from '../kernel.ts';
import { type AwsCall, type AwsService, type Failure, noAnswer } from './wire.ts';

const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);
const isRead = (operation: string) => reads.has(operation);

const refused = { message: 'simulated', $metadata: { httpStatusCode: 400 } };

export function dynamodbService(kernel: Kernel, store: Store): AwsService {
  const { faults } = kernel;
  return {
    name: 'dynamodb',
    latencyMs: [2, 9],
    isRead,
    about,
    answer(call) {
      if (call.actor?.invocation?.isDead) return done(store, call);
      const site = `dynamodb:${call.site}`;
      if (faults.strikes('dynamodb-throttled', site)) return throttled(kernel, store, call, site);
      if (!isRead(call.operation) && faults.strikes('dynamodb-conflict', site)) {
        const conflict = conflicting(kernel, store, call, site);
        if (conflict) return conflict;
      }
      if (faults.strikes('dynamodb-fails', site)) return failing(kernel, call, site);
      const outcome = done(store, call);
      return faults.strikes('dynamodb-answer-lost', site) ? noAnswer(call) : outcome;
    },
  };
}

/** A transaction whose answer got lost carries the same token when it is tried again: one effect. */
function done(store: Store, { operation, input, memory }: AwsCall): { answer: object } | Failure {
  if (memory.answer) return { answer: memory.answer };
  try {
    const answer = store.call(operation, input);
    if (operation === 'TransactWriteItems') memory.answer = answer;
    return { answer };
  } catch (error) {
    return { error: error as Error };
  }
}

/** A transaction may also be canceled for it, and a batch done in part: the client repeats neither. */
function throttled(
  { faults }: Kernel,
  store: Store,
  call: AwsCall,
  site: string,
): { answer: object } | Failure {
  if (faults.between('dynamodb-throttled', site, 0, 1) < 0.5) {
    if (call.operation === 'TransactWriteItems')
      return { error: canceled(call, { 0: 'ThrottlingError' }) };
    if (call.operation === 'BatchGetItem' || call.operation === 'BatchWriteItem')
      return halfDone(store, call);
  }
  return { error: new ProvisionedThroughputExceededException(refused), repeat: 'throttled' };
}

type Batch = Record<string, { Keys: object[] } | object[]>;

function halfDone(store: Store, call: AwsCall): { answer: object } | Failure {
  const batch = (call.input as { RequestItems: Batch }).RequestItems;
  const part = (from: 0 | 1): Batch =>
    Object.fromEntries(
      Object.entries(batch).map(([table, wish]) => {
        const all = Array.isArray(wish) ? wish : wish.Keys;
        const half = Math.floor(all.length / 2);
        const some = from === 0 ? all.slice(0, half) : all.slice(half);
        return [table, Array.isArray(wish) ? some : { ...wish, Keys: some }];
      }),
    );
  const sizeOf = (wish: Batch) =>
    Object.values(wish).reduce((n, each) => n + (Array.isArray(each) ? each : each.Keys).length, 0);
  const rest = call.operation === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems';
  const first = part(0);
  if (sizeOf(first) === 0) return { answer: { Responses: {}, [rest]: batch } };
  const outcome = done(store, { ...call, input: { ...call.input, RequestItems: first } });
  return 'error' in outcome ? outcome : { answer: { ...outcome.answer, [rest]: part(1) } };
}

function failing({ faults }: Kernel, call: AwsCall, site: string): Failure {
  if (faults.between('dynamodb-fails', site, 0, 1) < 0.3) return noAnswer(call);
  const error = new InternalServerError({
    message: 'simulated',
    $metadata: { httpStatusCode: 500 },
  });
  return { error, repeat: 'passing' };
}

/** Another transaction works on one of the items; what does not hold about the others is told too. */
function conflicting(
  { faults }: Kernel,
  store: Store,
  call: AwsCall,
  site: string,
): Failure | undefined {
  if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(call.operation))
    return { error: new TransactionConflictException(refused) };
  if (call.operation !== 'TransactWriteItems') return undefined;
  const items = itemsOf(call);
  const at = Math.floor(faults.between('dynamodb-conflict', site, 0, items.length));
  const checks = items.flatMap((item, index) =>
    index === at ? [] : [{ index, item: checkOf(item) }],
  );
  const asked = checks.filter(({ item }) => item !== undefined);
  const codes: Record<number, string> = { [at]: 'TransactionConflict' };
  const error = canceled(call, codes);
  if (asked.length === 0) return { error };
  const answer = done(store, {
    ...call,
    memory: {},
    input: { TransactItems: asked.map(({ item }) => item) },
  });
  if ('error' in answer && answer.error instanceof TransactionCanceledException)
    answer.error.CancellationReasons?.forEach((reason, n) => {
      const index = asked[n]?.index;
      if (index !== undefined && error.CancellationReasons)
        error.CancellationReasons[index] = reason;
    });
  return { error };
}

/** The same condition, without the write. */
function checkOf({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): object | undefined {
  const write = Update ?? Delete ?? ConditionCheck;
  const condition = (Put ?? write)?.ConditionExpression;
  if (condition === undefined) return undefined;
  const given = (Put ?? write ?? {}) as unknown as Record<string, unknown>;
  const used = (placeholders: unknown) => {
    const entries = Object.entries((placeholders ?? {}) as object);
    const kept = entries.filter(([name]) => new RegExp(`${name}\\b`).test(condition));
    return kept.length > 0 ? Object.fromEntries(kept) : undefined;
  };
  const names = used(given.ExpressionAttributeNames);
  const values = used(given.ExpressionAttributeValues);
  return {
    ConditionCheck: {
      TableName: given.TableName,
      Key: Put ? { pk: Put.Item?.pk, sk: Put.Item?.sk } : write?.Key,
      ConditionExpression: condition,
      ReturnValuesOnConditionCheckFailure: given.ReturnValuesOnConditionCheckFailure,
      ...(names ? { ExpressionAttributeNames: names } : {}),
      ...(values ? { ExpressionAttributeValues: values } : {}),
    },
  };
}

function canceled(call: AwsCall, codes: Record<number, string>): TransactionCanceledException {
  const reasons = itemsOf(call).map((_, index) => ({ Code: codes[index] ?? 'None' }));
  return new TransactionCanceledException({
    message: `Transaction cancelled [${reasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons: reasons,
    $metadata: { httpStatusCode: 400 },
  });
}

const itemsOf = ({ input }: AwsCall): TransactWriteItem[] =>
  (input as { TransactItems?: TransactWriteItem[] }).TransactItems ?? [];

type Named = {
  TableName?: string;
  Key?: Record<string, { S?: string }>;
  Item?: Record<string, { S?: string }>;
  ExpressionAttributeValues?: Record<string, { S?: string }>;
};

function about({ operation, input }: AwsCall): string {
  if (operation === 'TransactWriteItems')
    return itemsOf({ input } as AwsCall)
      .map((item) => {
        const [kind, write] = Object.entries(item)[0] as [string, Named];
        return `${kind} ${keyText(write)}`;
      })
      .join(' | ');
  if (operation === 'Query') {
    const { ':p': partition } = (input as Named).ExpressionAttributeValues ?? {};
    return partition?.S ?? '';
  }
  return keyText(input as Named);
}

const keyText = ({ Key, Item }: Named): string => {
  const { pk, sk } = Key ?? Item ?? {};
  return pk ? `${pk.S}/${sk?.S}` : '';
};
