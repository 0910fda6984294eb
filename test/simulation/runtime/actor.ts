/**
 * Who does something in the machine, carried along by the asynchronous context: a Lambda invocation,
 * a service of the outside world, a buyer. Code without an actor stands beside the simulation.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random.ts';

export interface Actor {
  name: string;
  /** Where its own Math.random and random bytes come from. */
  random: Random;
  invocation?: Invocation;
}

export interface Invocation {
  /** The function's registry key. */
  key: string;
  id: string;
  /** What its clock is wrong by. */
  skewMs: number;
  /**
   * An invocation that died goes on only where nobody can tell: its reads are still answered, so that
   * what other invocations of the process share with it does not hang; nothing of it has an effect.
   */
  isDead: boolean;
  /** Ends it here and now, without a trace. */
  die(): void;
}

const context = new AsyncLocalStorage<Actor>();

export const actorNow = (): Actor | undefined => context.getStore();

export const runAs = <T>(actor: Actor, work: () => T): T => context.run(actor, work);
