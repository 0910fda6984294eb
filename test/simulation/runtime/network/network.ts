/**
 * A network of names instead of sockets. An exchange takes its steps as the wire does: look-up,
 * connection, request, answer; each can be the last. Whoever has gone away hears nothing any more.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Actor, actorNow, runAs } from '../actor.ts';
import type { Kernel } from '../kernel.ts';
import { within } from '../random.ts';

export interface HttpCall {
  method: string;
  url: URL;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** Who asks: the actor's name. */
  by: string;
}

export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The connection breaks in the middle of the body. */
  isCut?: boolean;
}

/** Without an answer: the connection is cut, or stays open in silence. */
export type HttpOutcome = HttpReply | 'drop' | 'hang';

export interface Host {
  name: string;
  /** Whether a connection is made at all. */
  connect?(call: HttpCall): 'refused' | 'silent' | undefined;
  answer(call: HttpCall): Promise<HttpOutcome>;
  latencyMs: readonly [number, number];
}

export interface Listener {
  connected(): void;
  answered(reply: HttpReply): void;
  failed(error: NodeJS.ErrnoException): void;
}

export interface Network {
  add(match: (hostname: string) => boolean, host: Host): void;
  hostOf(hostname: string): Host | undefined;
  /** Begins; calls the listener in the caller's context. Ends with `abandon` or the last step. */
  exchange(call: Omit<HttpCall, 'by'>, listener: Listener): { abandon(): void };
}

export const netError = (code: string, message: string): NodeJS.ErrnoException =>
  Object.assign(new Error(message), { code });

export function openNetwork(kernel: Kernel): Network {
  const hosts: { match(hostname: string): boolean; host: Host }[] = [];
  const hostOf = (hostname: string) => hosts.find(({ match }) => match(hostname))?.host;
  return {
    add: (match, host) => {
      hosts.push({ match, host });
    },
    hostOf,
    exchange(wanted, listener) {
      const actor = actorNow();
      const call: HttpCall = { ...wanted, by: actor?.name ?? 'outside' };
      return exchanged(kernel, hostOf(call.url.hostname), call, listener, actor);
    },
  };
}

function exchanged(
  kernel: Kernel,
  host: Host | undefined,
  call: HttpCall,
  listener: Listener,
  actor: Actor | undefined,
): { abandon(): void } {
  const { loop, faults } = kernel;
  const inContext = AsyncLocalStorage.snapshot();
  const invocation = actor?.invocation;
  const random = kernel.random(`network ${host?.name}`);
  const site = `${call.method} ${call.url.hostname}:${call.by}`;
  let isOver = false;
  const isDeaf = () => isOver || invocation?.isDead === true;
  const dies = (kind: 'lambda-dies-before-call' | 'lambda-dies-after-call') => {
    if (invocation && !invocation.isDead && faults.strikes(kind, site)) invocation.die();
    return isDeaf();
  };
  const last = (what: string, tell: () => void) => {
    kernel.trace(call.by, `${call.method} ${call.url.hostname}${call.url.pathname} ${what}`);
    if (isDeaf()) return;
    isOver = true;
    inContext(tell);
  };
  const fail = (code: string, message: string) =>
    last(`-> ${code}`, () => listener.failed(netError(code, message)));
  const [least, most] = host?.latencyMs ?? [1, 1];
  const later = (what: () => void) => loop.after(within(random, least, most) / 2, what);

  async function ask(to: Host): Promise<void> {
    const service: Actor = { name: to.name, random: kernel.random(`service ${to.name}`) };
    const outcome = await runAs(service, () => to.answer(call));
    later(() => {
      if (dies('lambda-dies-after-call')) return;
      if (outcome === 'hang') kernel.trace(call.by, `${site} hangs`);
      else if (outcome === 'drop') fail('ECONNRESET', 'socket hang up');
      else last(`-> ${outcome.status}`, () => listener.answered(outcome));
    });
  }

  if (dies('lambda-dies-before-call')) return { abandon: () => {} };
  later(() => {
    if (isDeaf()) return;
    if (!host) return fail('ENOTFOUND', `getaddrinfo ENOTFOUND ${call.url.hostname}`);
    const refusal = runAs({ name: host.name, random }, () => host.connect?.(call));
    if (refusal === 'refused') return fail('ECONNREFUSED', 'connect ECONNREFUSED');
    if (refusal === 'silent') return;
    inContext(() => listener.connected());
    // What was sent arrives, whatever becomes of the sender.
    later(() => void ask(host));
  });
  return {
    abandon: () => {
      isOver = true;
    },
  };
}
