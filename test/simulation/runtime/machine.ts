/**
 * The virtual machine of a run: the product's real handlers on virtual AWS, virtual HTTP and virtual
 * time, all of it drawn from one seed. `openMachine` takes over the process (clock, timers, randomness,
 * AWS clients, HTTP) for as long as a machine is open; one at a time.
 */
import type { Actor } from '../../../lib/platform/actor.ts';
import type { Timings } from '../../../lib/platform/config.ts';
import type { TableName } from '../../../lib/platform/tables.ts';
import type { Simulation } from '../../simulators/esim-go/http/simulation.ts';
import type { Account } from '../../simulators/stripe/account/account.ts';
import type { Courier } from '../../simulators/stripe/delivery/courier.ts';
import type { Store } from '../dynamo/store.ts';
import type { Gateway } from '../services/gateway.ts';
import { type Outside, openOutside } from '../services/outside.ts';
import type { Delivery } from '../services/receivers.ts';
import { actorNow, runAs } from './actor.ts';
import { type Cloud, openCloud } from './aws/cloud.ts';
import { type AwsService, openWire } from './aws/wire.ts';
import { setEnvironment, tableNameOf } from './environment.ts';
import { type Kernel, machineNow, openKernel, setMachine } from './kernel.ts';
import { openLoop } from './loop.ts';
import { fetchOver } from './network/fetch.ts';
import { openNetwork } from './network/network.ts';
import { requestOver } from './network/request.ts';
import { takeProcess } from './process/takeover.ts';
import { loadProduct } from './product.ts';
import { randomOf } from './random.ts';
import type { Faults, Trace } from './types.ts';

export interface MachineOptions {
  seed: number;
  faults: Faults;
  trace: Trace;
  timings: Timings;
  /** Virtual time at which this machine starts: later than the end of the machine before it. */
  startMs: number;
  /** There and back; without, a harsh network's. */
  providerLatencyMs?: readonly [number, number] | undefined;
}

export interface RouteRequest {
  actor: Actor;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
  headers?: Record<string, string>;
}

export interface RouteReply {
  status: number;
  /** Parsed where it is JSON, else text. */
  body: unknown;
  headers: Record<string, string>;
}

export interface DeadLetter {
  /** Key of the consumer or stream that gave it up. */
  consumer: string;
  body: string;
  /** Put in by a fault; nothing of the product's own. */
  isPoison: boolean;
}

export interface Machine {
  now(): number;
  /** A seeded stream of numbers in [0, 1) of this name. */
  random(stream: string): () => number;
  /** Schedules a step of an actor outside the product. */
  at(ms: number, what: () => Promise<void> | void): void;
  /** Lets virtual time pass. Product functions may also be awaited between two runs: time passes for them. */
  runUntil(ms: number): Promise<void>;
  /** Nothing queued, in flight, invisible or under way (schedules aside). */
  quiet(): boolean;
  /** As a request through the gateway: 502 when the Lambda died, 504 when it took too long. */
  callRoute(key: string, request: RouteRequest): Promise<RouteReply>;
  /** What the job reported. Rejects when it failed or died. */
  invokeJob(key: string, event?: object): Promise<object>;
  /** The name under which the store keeps this table. */
  tableName(table: TableName): string;
  store: Store;
  provider: { simulation: Simulation };
  stripe: { account: Account; courier: Courier };
  receivers: { onDelivery(listener: (delivery: Delivery) => void): void };
  queues: {
    deadLetters(): DeadLetter[];
    /** Sends every dead letter again, poison aside. Returns how many. */
    redrive(): number;
    /** Messages by consumer that wait, are delayed or in flight. */
    depths(): Record<string, number>;
  };
  /** Ends the machine: nothing of it runs any more. */
  close(): Promise<void>;
}

export async function openMachine(options: MachineOptions): Promise<Machine> {
  const { seed, faults, trace, timings, startMs } = options;
  if (machineNow()) throw new Error('a machine is open already');
  const newProduct = await loadProduct();
  takeProcess();
  setEnvironment(timings);
  const loop = openLoop(startMs, randomOf(seed, 'ties'));
  const kernel = openKernel(loop, faults, trace, (name) => randomOf(seed, name));
  const network = openNetwork(kernel);
  const services = new Map<string, AwsService>();
  setMachine({
    ...kernel,
    aws: openWire(kernel, services),
    fetch: (url, init) => fetchOver(network, url, init),
    request: (secure, url, more) => requestOver(kernel, network, { secure, url, options: more }),
    resolve: (hostname) => network.hostOf(hostname) && publicAddress,
  });
  const cloud = openCloud(kernel, newProduct, services);
  const outside = openOutside(kernel, network, cloud, options);
  return machineOf(kernel, cloud, outside);
}

/** Of documentation networks none is public; nobody is called there either way. */
const publicAddress = [{ address: '93.184.215.14', family: 4 }];

function machineOf(kernel: Kernel, cloud: Cloud, outside: Outside): Machine {
  const { loop } = kernel;
  let steps = 0;
  const held = async <T>(work: Promise<T>): Promise<T> => {
    const isOutside = actorNow() === undefined;
    if (isOutside) loop.hold();
    try {
      return await work;
    } finally {
      if (isOutside) loop.release();
    }
  };
  return {
    now: loop.now,
    random: kernel.random,
    at(ms, what) {
      const actor = { name: 'world', random: kernel.random('world') };
      steps += 1;
      loop.at(ms, () => {
        const done = () => {
          steps -= 1;
        };
        runAs(actor, async () => what()).then(done, (error: unknown) =>
          // Nobody awaits a step: its mistakes end the run.
          loop.at(loop.now(), () => {
            throw error;
          }),
        );
      });
    },
    runUntil: loop.runUntil,
    quiet: () => steps === 0 && cloud.isQuiet() && outside.stripe.account.waiting.size === 0,
    callRoute: (key, request) => held(called(outside.gateway, key, request)),
    invokeJob: (key, event = {}) => held(reported(cloud, key, event)),
    tableName: tableNameOf,
    ...{ store: cloud.store, provider: outside.provider, stripe: outside.stripe },
    receivers: outside.receivers,
    queues: { deadLetters: cloud.letters, redrive: cloud.redrive, depths: cloud.depths },
    async close() {
      outside.stripe.courier.close();
      outside.provider.simulation.courier.close();
      loop.close();
      setMachine(undefined);
    },
  };
}

async function called(
  gateway: Gateway,
  key: string,
  { actor, params, query, body, headers }: RouteRequest,
): Promise<RouteReply> {
  const reply = await gateway.call(key, {
    actor,
    ...(params ? { params } : {}),
    ...(query ? { query } : {}),
    ...(headers ? { headers } : {}),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const type = Object.entries(reply.headers).find(([name]) => /^content-type$/i.test(name))?.[1];
  const isJson = /json/.test(type ?? '');
  return { ...reply, body: isJson && reply.body ? JSON.parse(reply.body) : reply.body };
}

async function reported(cloud: Cloud, key: string, event: object): Promise<object> {
  const outcome = await cloud.invoke(key, event);
  if (outcome.kind === 'returned') return outcome.value as object;
  throw outcome.kind === 'failed' ? outcome.error : new Error(`${key} ${outcome.kind}`);
}
