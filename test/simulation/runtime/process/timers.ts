/** Timers on the machine's loop. A callback runs in the context in which its timer was set. */
import { AsyncLocalStorage } from 'node:async_hooks';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { actorNow } from '../actor.ts';
import { machineNow, type Takeover } from '../kernel.ts';
import type { Entry } from '../loop.ts';

const marked = Symbol('virtual timer');

interface VirtualTimer {
  [marked]: { cancel(): void };
  ref(): this;
  unref(): this;
  hasRef(): boolean;
  refresh(): this;
  close(): this;
  [Symbol.toPrimitive](): number;
}

type Callback = (...args: unknown[]) => void;

let numbers = 0;

export function takeTimers(): void {
  const real = { ...timers };
  const waiting = { ...timersPromises };
  const isVirtual = (timer: unknown): timer is VirtualTimer =>
    typeof timer === 'object' && timer !== null && marked in timer;
  const clearing = (otherwise: Callback) => (timer: unknown) => {
    if (isVirtual(timer)) timer[marked].cancel();
    else otherwise(timer);
  };

  const virtual = {
    setTimeout: (what: Callback, ms?: number, ...args: unknown[]) => {
      const machine = machineNow();
      return machine
        ? timerOf(machine, () => what(...args), ms, false)
        : real.setTimeout(what, ms, ...args);
    },
    setInterval: (what: Callback, ms?: number, ...args: unknown[]) => {
      const machine = machineNow();
      return machine
        ? timerOf(machine, () => what(...args), ms, true)
        : real.setInterval(what, ms, ...args);
    },
    setImmediate: (what: Callback, ...args: unknown[]) => {
      const machine = machineNow();
      return machine
        ? timerOf(machine, () => what(...args), 0, false)
        : real.setImmediate(what, ...args);
    },
    clearTimeout: clearing(real.clearTimeout as Callback),
    clearInterval: clearing(real.clearInterval as Callback),
    clearImmediate: clearing(real.clearImmediate as Callback),
  };
  const sleep = (ms?: number, value?: unknown, options?: { signal?: AbortSignal }) =>
    machineNow()
      ? sleeping(virtual.setTimeout, ms, value, options?.signal)
      : waiting.setTimeout(ms, value, options);
  Object.assign(virtual.setTimeout, { [promisify.custom]: sleep });
  Object.assign(timers, virtual);
  Object.assign(globalThis, virtual);
  Object.assign(timersPromises, {
    setTimeout: sleep,
    setImmediate: (value?: unknown, options?: { signal?: AbortSignal }) =>
      machineNow()
        ? sleeping(virtual.setTimeout, 0, value, options?.signal)
        : waiting.setImmediate(value, options),
  });
  AbortSignal.timeout = abortAfter(AbortSignal.timeout);
}

/** Code beside the simulation that set a timer waits for it: time has to pass. */
function timerOf(
  { loop }: Takeover,
  what: () => void,
  ms: unknown,
  isRepeated: boolean,
): VirtualTimer {
  const inContext = AsyncLocalStorage.snapshot();
  const isHeld = actorNow() === undefined;
  const delayMs = Math.max(1, Number(ms) || 0);
  let entry: Entry | undefined;
  const number = ++numbers;

  const fire = () => {
    end();
    if (isRepeated) start();
    inContext(what);
  };
  function start(): void {
    entry = loop.after(delayMs, fire);
    if (isHeld) loop.hold();
  }
  function end(): void {
    if (!entry) return;
    loop.cancel(entry);
    entry = undefined;
    if (isHeld) loop.release();
  }
  start();
  const timer: VirtualTimer = {
    [marked]: { cancel: end },
    ref: () => timer,
    unref: () => timer,
    hasRef: () => true,
    refresh: () => {
      end();
      start();
      return timer;
    },
    close: () => {
      end();
      return timer;
    },
    [Symbol.toPrimitive]: () => number,
  };
  return timer;
}

function sleeping(
  setTimer: (what: Callback, ms?: number) => unknown,
  ms: number | undefined,
  value: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const timer = setTimer(() => resolve(value), ms);
    signal?.addEventListener('abort', () => {
      (timer as VirtualTimer)[marked].cancel();
      reject(signal.reason);
    });
  });
}

/** One for all: what it says is always the same, and its making is dear. */
const timedOut = new DOMException('The operation was aborted due to timeout', 'TimeoutError');

const abortAfter =
  (real: typeof AbortSignal.timeout): typeof AbortSignal.timeout =>
  (ms) => {
    const machine = machineNow();
    if (!machine) return real.call(AbortSignal, ms);
    const controller = new AbortController();
    const inContext = AsyncLocalStorage.snapshot();
    machine.loop.after(ms, () => inContext(() => controller.abort(timedOut)));
    return controller.signal;
  };
