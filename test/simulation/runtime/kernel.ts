/** What a machine is to its own parts, and which machine the process belongs to at present. */
import type { RequestOptions } from 'node:http';
import type { Actor } from './actor.ts';
import type { Loop } from './loop.ts';
import type { Random } from './random.ts';
import type { Faults, Trace } from './types.ts';

export interface Kernel {
  loop: Loop;
  faults: Faults;
  /** A line of the run's story, at this moment. */
  trace(actor: string, what: string): void;
  /** The stream of this name: asked for again it goes on where it was. */
  random(name: string): Random;
  /** Draws for what nobody in particular does. */
  common: Actor;
}

/** What the process's own functions turn to while a machine is open. */
export interface Takeover extends Kernel {
  aws(client: AwsClient, command: AwsCommand): Promise<object>;
  fetch(url: string, init: RequestInit): Promise<Response>;
  request(secure: boolean, url: URL, options: RequestOptions): unknown;
  resolve(hostname: string): { address: string; family: number }[] | undefined;
}

export interface AwsClient {
  config: {
    serviceId: string;
    maxAttempts(): Promise<number>;
    requestHandler: { configProvider?: Promise<{ requestTimeout?: number }> };
  };
}

export interface AwsCommand {
  input: object;
}

let current: Takeover | undefined;

export const machineNow = (): Takeover | undefined => current;
export function setMachine(machine: Takeover | undefined): void {
  current = machine;
}

export function openKernel(
  loop: Loop,
  faults: Faults,
  trace: Trace,
  streams: (name: string) => Random,
): Kernel {
  const known = new Map<string, Random>();
  const random: Kernel['random'] = (name) => {
    const stream = known.get(name) ?? streams(name);
    known.set(name, stream);
    return stream;
  };
  return {
    loop,
    faults,
    random,
    trace: (actor, what) => trace(loop.now(), actor, what),
    common: { name: 'outside', random: random('outside') },
  };
}
