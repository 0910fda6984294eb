/**
 * A call of the SDK as the wire sees it: tries with back-off, each an opportunity for a fault; the
 * invocation may die before or after any of them. What a call does, it does at one instant.
 */
import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type Actor, actorNow } from '../actor.ts';
import type { AwsClient, AwsCommand, Kernel } from '../kernel.ts';
import { within } from '../random.ts';

/** One call, all its tries together. */
export interface AwsCall {
  operation: string;
  input: object;
  /** For faults and trace: operation and function. */
  site: string;
  /** Of the client's own deadline. */
  timeoutMs: number;
  actor: Actor | undefined;
  /** Kept by a service between the tries of one call, whose requests are the same to the byte. */
  memory: { answer?: object };
}

/** `repeat`: as the SDK's standard retry strategy sees it; without, the call has failed. */
export interface Failure {
  error: Error;
  repeat?: 'throttled' | 'passing';
  /** How long the client waited for it. */
  afterMs?: number;
}

export interface AwsService {
  name: string;
  latencyMs: readonly [number, number];
  isRead(operation: string): boolean;
  /** Does it, or does not. */
  answer(call: AwsCall): { answer: object } | Failure;
  /** For the trace: what the call is about. */
  about(call: AwsCall): string;
}

interface ClientSettings {
  triesMax: number;
  timeoutMs: number;
}

const settingsKnown = new WeakMap<AwsClient, ClientSettings>();

async function settingsOf(client: AwsClient): Promise<ClientSettings> {
  const handler = await client.config.requestHandler.configProvider;
  const settings = {
    triesMax: await client.config.maxAttempts(),
    timeoutMs: handler?.requestTimeout || 60_000,
  };
  settingsKnown.set(client, settings);
  return settings;
}

const operationOf = (command: AwsCommand): string =>
  command.constructor.name.replace(/Command$/, '');

export function openWire(kernel: Kernel, services: ReadonlyMap<string, AwsService>) {
  return async (client: AwsClient, command: AwsCommand): Promise<object> => {
    const service = services.get(client.config.serviceId);
    if (!service) throw new Error(`no virtual service for ${client.config.serviceId}`);
    const { triesMax, timeoutMs } = settingsKnown.get(client) ?? (await settingsOf(client));
    const actor = actorNow();
    const operation = operationOf(command);
    const call: AwsCall = {
      ...{ operation, timeoutMs, actor, memory: {} },
      input: command.input,
      site: `${operation}:${actor?.name ?? 'outside'}`,
    };
    return carried(kernel, service, call, triesMax);
  };
}

/** Never settles when the invocation dies on the way. */
function carried(
  kernel: Kernel,
  service: AwsService,
  call: AwsCall,
  triesMax: number,
): Promise<object> {
  const { loop } = kernel;
  const invocation = call.actor?.invocation;
  const isHeld = call.actor === undefined;
  const random = kernel.random(`wire ${service.name}`);
  const isEffect = !service.isRead(call.operation);
  const isLost = () => invocation?.isDead === true && isEffect;
  const dies = (kind: 'lambda-dies-before-call' | 'lambda-dies-after-call') => {
    if (invocation && !invocation.isDead && kernel.faults.strikes(kind, call.site))
      invocation.die();
    return isLost();
  };

  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      if (isHeld) loop.release();
      act();
    };
    const attempt = (tried: number) => {
      if (isLost() || dies('lambda-dies-before-call')) return;
      loop.after(within(random, ...service.latencyMs), () => {
        const outcome = service.answer(call);
        const isRepeated = 'error' in outcome && outcome.repeat && tried < triesMax;
        kernel.trace(call.actor?.name ?? 'outside', line(service, call, outcome));
        if (dies('lambda-dies-after-call')) return;
        const $metadata = { httpStatusCode: 200, attempts: tried, totalRetryDelay: 0 };
        if (!('error' in outcome)) {
          settle(() => resolve({ ...outcome.answer, $metadata }));
          return;
        }
        const { error, repeat, afterMs = 0 } = outcome;
        if (isRepeated) {
          loop.after(afterMs + backoffMs(tried, repeat, random), () => attempt(tried + 1));
          return;
        }
        Object.assign(error, {
          $metadata: { ...metadataOf(error), ...$metadata, httpStatusCode: statusOf(error) },
        });
        if (afterMs === 0) settle(() => reject(error));
        else loop.after(afterMs, () => (isLost() ? undefined : settle(() => reject(error))));
      });
    };
    if (isHeld) loop.hold();
    attempt(1);
  });
}

const metadataOf = (error: Error) => (error as { $metadata?: object }).$metadata;
const statusOf = (error: Error): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** Full jitter, longer where the service asks for less. */
const backoffMs = (tried: number, repeat: Failure['repeat'], random: () => number): number =>
  random() * Math.min(20_000, (repeat === 'throttled' ? 500 : 100) * 2 ** (tried - 1));

function line(service: AwsService, call: AwsCall, outcome: { answer: object } | Failure): string {
  const what = `${call.operation} ${service.about(call)}`;
  if (!('error' in outcome)) return what;
  const { name, CancellationReasons: reasons } = outcome.error as TransactionCanceledException;
  return `${what} -> ${name} ${reasons?.map(({ Code }) => Code).join(' ') ?? ''}`;
}

/** The client's own word for an answer that did not come in time. */
export const noAnswer = ({ timeoutMs }: AwsCall): Failure => ({
  error: Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: 'TimeoutError' }),
  repeat: 'passing',
  afterMs: timeoutMs,
});
