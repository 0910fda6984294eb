/** Lambda: invocations with a time-out, in containers that live as long as nobody dies in them. */
import { type Actor, type Invocation, runAs } from '../actor.ts';
import type { Kernel } from '../kernel.ts';
import type { Product } from '../product.ts';
import { within } from '../random.ts';

export type Outcome =
  | { kind: 'returned'; value: unknown }
  | { kind: 'failed'; error: Error }
  | { kind: 'died' }
  | { kind: 'timed-out' };

export type Invoke = (key: string, event: object) => Promise<Outcome>;

export interface Lambda {
  invoke: Invoke;
  running(): number;
}

/** An instance of the product with its own memory, shared by all functions; real ones have one each. */
const containersMax = 3;
/** A death takes the container along, unless too many have died: a new one costs real time. */
const replacedMax = 6;
/** How far a Lambda's clock may be off. */
const skewMaxMs = 2_000;

export function openLambda(
  kernel: Kernel,
  newProduct: () => Product,
  timeoutOf: (key: string) => number,
): Lambda {
  const { loop, faults } = kernel;
  const random = kernel.random('lambda');
  const containers = Array.from({ length: containersMax }, newProduct);
  let count = 0;
  let running = 0;
  let replaced = 0;

  function replace(at: number, dead: Product): void {
    if (replaced >= replacedMax || containers[at] !== dead) return;
    replaced += 1;
    containers[at] = newProduct();
  }

  return {
    running: () => running,
    async invoke(key, event) {
      await new Promise<void>((resolve) => loop.after(within(random, 1, 12), resolve));
      const at = Math.floor(random() * containersMax);
      const container = containers[at] as Product;
      const handler = container.handlers[key]?.handler;
      if (!handler) throw new Error(`no function ${key}`);
      count += 1;
      running += 1;
      const id = `invocation-${count}`;
      const skewMs = faults.strikes('lambda-clock-skewed', `lambda:${key}`)
        ? faults.between('lambda-clock-skewed', `lambda:${key}`, -skewMaxMs, skewMaxMs)
        : 0;
      kernel.trace(key, `begins as ${id}`);
      const outcome = await ended(kernel, handler, event, {
        ...{ key, id, skewMs, timeoutMs: timeoutOf(key) * 1_000 },
      });
      running -= 1;
      if (outcome.kind === 'died' || outcome.kind === 'timed-out') replace(at, container);
      kernel.trace(key, `${id} ${told(outcome)}`);
      return outcome;
    },
  };
}

const told = (outcome: Outcome): string =>
  outcome.kind === 'failed' ? `failed: ${outcome.error?.message}` : outcome.kind;

function ended(
  kernel: Kernel,
  handler: (event: object, context: object) => Promise<unknown>,
  event: object,
  spec: { key: string; id: string; skewMs: number; timeoutMs: number },
): Promise<Outcome> {
  const { loop } = kernel;
  const { key, id, skewMs, timeoutMs } = spec;
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      loop.cancel(timer);
      resolve(outcome);
    };
    const kill = (kind: 'died' | 'timed-out') => {
      if (invocation.isDead) return;
      invocation.isDead = true;
      end({ kind });
    };
    const invocation: Invocation = { key, id, skewMs, isDead: false, die: () => kill('died') };
    const deadlineMs = loop.now() + timeoutMs;
    const timer = loop.at(deadlineMs, () => kill('timed-out'));
    const actor: Actor = { name: key, random: kernel.random(`function ${key}`), invocation };
    const context = {
      ...{
        awsRequestId: id,
        functionName: key,
        functionVersion: '$LATEST',
        memoryLimitInMB: '256',
      },
      invokedFunctionArn: `arn:aws:lambda:eu-central-1:123456789012:function:${key}`,
      getRemainingTimeInMillis: () => Math.max(0, deadlineMs - loop.now()),
    };
    runAs(actor, async () => handler(event, context)).then(
      (value) => (invocation.isDead ? undefined : end({ kind: 'returned', value })),
      (error) => (invocation.isDead ? undefined : end({ kind: 'failed', error })),
    );
  });
}
