/**
 * Seeded dice. A stream is named, and its n-th number depends on seed, name and n alone: whatever
 * else a run leaves out, the numbers of the rest stay the same.
 */

/** A 32-bit hash of text (FNV-1a with a final avalanche). */
export function hashOf(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The n-th number of a stream, 0 <= x < 1. */
export const drawn = (stream: number, n: number): number =>
  mixed(stream ^ mixed(Math.imul(n + 1, 0x9e3779b1))) / 2 ** 32;

export interface Dice {
  /** 0 <= x < 1. */
  next(): number;
  chance(probability: number): boolean;
  /** Both ends included. */
  whole(from: number, to: number): number;
  within(from: number, to: number): number;
  oneOf<T>(values: readonly T[]): T;
  /** By weights, which need not add up to one. */
  weighted<T>(values: readonly (readonly [value: T, weight: number])[]): T;
}

export function diceOf(seed: number, name: string): Dice {
  const stream = hashOf(name, seed);
  let n = 0;
  const next = () => drawn(stream, n++);
  return {
    next,
    chance: (probability) => next() < probability,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    within: (from, to) => from + next() * (to - from),
    oneOf: (values) => values[Math.floor(next() * values.length)] as never,
    weighted: (values) => {
      let left = next() * values.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of values) {
        left -= weight;
        if (left < 0) return value;
      }
      return values.at(-1)?.[0] as never;
    },
  };
}
