/**
 * Virtual time: entries in order of their moment, one after the other, and after each everything that
 * follows from it at once (promises), before the next. Entries of the same moment are in drawn order.
 *
 * Time passes while somebody runs the loop, or holds it: code beside the simulation that awaits
 * something of the machine's holds it until that is there.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random.ts';

export interface Entry {
  readonly atMs: number;
  readonly tie: number;
  readonly order: number;
  what: (() => void) | undefined;
}

export interface Loop {
  now(): number;
  /** At that moment, or as soon as possible when it has passed. */
  at(ms: number, what: () => void): Entry;
  after(ms: number, what: () => void): Entry;
  cancel(entry: Entry): void;
  /** Rejects with what an entry threw. */
  runUntil(ms: number): Promise<void>;
  /** Lets time pass until the matching `release`. */
  hold(): void;
  release(): void;
  /** Forgets everything that was to come. */
  close(): void;
}

/** Taken before anybody puts virtual ones in their place. */
const breathe = globalThis.setImmediate;
/** Entries belong to nobody's asynchronous context but the one they bring along. */
const outside = AsyncLocalStorage.snapshot();

export function openLoop(startMs: number, ties: Random): Loop {
  const heap = openHeap();
  let nowMs = startMs;
  let count = 0;
  let holds = 0;
  let isSpinning = false;
  let running: { untilMs: number; resolve(): void; reject(error: unknown): void } | undefined;

  const at: Loop['at'] = (ms, what) => {
    const entry = { atMs: Math.max(ms, nowMs), tie: ties(), order: count++, what };
    heap.push(entry);
    return entry;
  };

  function finish(): void {
    const done = running;
    running = undefined;
    done?.resolve();
  }

  /** A macrotask of its own: no promise is left to be followed when it begins. */
  function spin(): void {
    isSpinning = false;
    const next = heap.first();
    if (running && (next === undefined || next.atMs > running.untilMs)) {
      nowMs = Math.max(nowMs, running.untilMs);
      finish();
    } else if (next && (running || holds > 0)) {
      heap.shift();
      nowMs = next.atMs;
      try {
        next.what?.();
      } catch (error) {
        if (!running) throw error;
        running.reject(error);
        running = undefined;
      }
    }
    if (running || (holds > 0 && heap.first())) wake();
  }

  function wake(): void {
    if (isSpinning) return;
    isSpinning = true;
    breathe(() => outside(spin));
  }

  return {
    now: () => nowMs,
    at,
    after: (ms, what) => at(nowMs + Math.max(0, ms), what),
    cancel: (entry) => {
      entry.what = undefined;
    },
    runUntil(untilMs) {
      if (running) throw new Error('the loop runs already');
      return new Promise((resolve, reject) => {
        running = { untilMs, resolve, reject };
        wake();
      });
    },
    hold() {
      holds += 1;
      wake();
    },
    release() {
      holds -= 1;
    },
    close: heap.clear,
  };
}

/** A binary heap; entries that were canceled come out as if they were not there. */
function openHeap() {
  let entries: Entry[] = [];

  const isBefore = (a: Entry, b: Entry) =>
    a.atMs !== b.atMs ? a.atMs < b.atMs : a.tie !== b.tie ? a.tie < b.tie : a.order < b.order;

  function push(entry: Entry): void {
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = entries[parent] as Entry;
      if (!isBefore(entry, above)) break;
      entries[at] = above;
      at = parent;
    }
    entries[at] = entry;
  }

  function shift(): void {
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      const right = entries[child + 1];
      if (right && isBefore(right, entries[child] as Entry)) child += 1;
      const below = entries[child] as Entry;
      if (!isBefore(below, last)) break;
      entries[at] = below;
      at = child;
    }
    entries[at] = last;
  }

  return {
    push,
    shift,
    first(): Entry | undefined {
      while (entries[0] && entries[0].what === undefined) shift();
      return entries[0];
    },
    clear: () => {
      entries = [];
    },
  };
}
