/** The product's part of AWS: tables with streams, bus, queues, functions and schedules, wired as in infra. */
import type { Consumer } from '../../../../lib/platform/consumer.ts';
import { type TableName, tableNames, tables } from '../../../../lib/platform/tables.ts';
import { openStore, type Store } from '../../dynamo/store.ts';
import { queueUrlOf, secretIdOf, secrets, tableNameOf } from '../environment.ts';
import type { Kernel } from '../kernel.ts';
import type { Product } from '../product.ts';
import { openBus } from './bus.ts';
import { dynamodbService } from './dynamodb.ts';
import { type Invoke, openLambda } from './lambda.ts';
import { type Mapping, openMapping } from './mapping.ts';
import { mailService, secretsService } from './others.ts';
import { type Letter, openQueue, type Queue } from './queues.ts';
import { startSchedules } from './scheduler.ts';
import { sqsService } from './sqs.ts';
import { openStreams } from './streams.ts';
import type { AwsService } from './wire.ts';

export interface Cloud {
  store: Store;
  invoke: Invoke;
  endpoints: Product['endpoints'];
  mails: { to: string; atMs: number }[];
  letters(): Letter[];
  redrive(): number;
  depths(): Record<string, number>;
  isQuiet(): boolean;
}

/** As infra has it, where a definition does not say. */
const routeSeconds = 10;
const otherSeconds = 30;
const expiryMs = 3_600_000;

export function openCloud(
  kernel: Kernel,
  newProduct: () => Product,
  services: Map<string, AwsService>,
): Cloud {
  const { endpoints, consumers, jobs, streams } = newProduct();
  const timeoutOf = (key: string) =>
    endpoints[key]
      ? (endpoints[key].timeoutSeconds ?? routeSeconds)
      : ((consumers[key] ?? jobs[key] ?? streams[key])?.timeoutSeconds ?? otherSeconds);
  const store = openStore(tableNames.map(specOf));
  const { invoke } = openLambda(kernel, newProduct, timeoutOf);
  // Jobs are left out: some run at any time, and find nothing to do.
  const work = counted(invoke);
  const queues = new Map(Object.keys(consumers).map((key) => [key, queueOf(key)]));
  function queueOf(key: string): Queue {
    const { receivesMax } = consumers[key] as Consumer;
    const visibilityMs = 6 * timeoutOf(key) * 1_000;
    return openQueue(kernel, { consumer: key, receivesMax, visibilityMs });
  }
  const mappings: Mapping[] = [...queues].map(([key, queue]) =>
    openMapping(kernel, queue, invoke, consumers[key] as Consumer),
  );
  const streamed = openStreams(kernel, invoke, streams, (table) => tableNameOf(table as TableName));
  store.subscribe(streamed.take);
  const bus = openBus(kernel, consumers, queues);
  const mails: Cloud['mails'] = [];
  const byUrl = new Map([...queues].map(([key, queue]) => [queueUrlOf(key), queue]));
  const queueAt = (url: string): Queue => {
    const queue = byUrl.get(url);
    if (queue) return queue;
    throw new Error(`no queue ${url}`);
  };
  services.set('DynamoDB', dynamodbService(kernel, store));
  services.set('EventBridge', bus);
  services.set('SQS', sqsService(kernel, queueAt));
  services.set('Secrets Manager', secretsService(secretsById()));
  services.set('SESv2', mailService(kernel, mails));
  startSchedules(kernel, jobs, invoke);
  expireItems(kernel, store);

  const all = [...queues.values()];
  return {
    ...{ store, endpoints, mails, invoke: work.invoke },
    letters: () => [...all.flatMap(({ letters }) => letters), ...streamed.letters],
    redrive: () => all.reduce((sum, queue) => sum + redriven(queue), 0),
    depths: () => Object.fromEntries([...queues].map(([key, queue]) => [key, queue.depth()])),
    isQuiet: () =>
      work.running() + bus.underWay() + streamed.waiting() === 0 &&
      mappings.every((mapping) => mapping.running() === 0) &&
      all.every((queue) => queue.depth() === 0),
  };
}

function counted(invoke: Invoke): { invoke: Invoke; running(): number } {
  let running = 0;
  return {
    running: () => running,
    async invoke(key, event) {
      running += 1;
      const outcome = await invoke(key, event);
      running -= 1;
      return outcome;
    },
  };
}

/** Poison stays where it is. */
function redriven({ letters, send }: Queue): number {
  const kept = letters.filter(({ isPoison }) => isPoison);
  const sent = letters.filter(({ isPoison }) => !isPoison);
  letters.splice(0, letters.length, ...kept);
  for (const { body } of sent) send(body);
  return sent.length;
}

const specOf = (table: TableName) => {
  const { purpose: _purpose, ...spec } = tables[table];
  return { ...spec, name: tableNameOf(table) };
};

const secretsById = () =>
  Object.fromEntries(Object.entries(secrets).map(([name, value]) => [secretIdOf(name), value]));

/** TTL takes its time; here an hour. */
function expireItems({ loop }: Kernel, store: Store): void {
  const tick = () => {
    store.expire(Math.floor(loop.now() / 1_000));
    loop.after(expiryMs, tick);
  };
  loop.after(expiryMs, tick);
}
