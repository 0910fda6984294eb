/** Seeded draws: the same seed makes the same requests. */
export interface Draw {
  /** True this often, of 1. */
  chance(of: number): boolean;
  /** A whole number from 0 to `most`. */
  upTo(most: number): number;
  oneOf<T>(list: readonly T[]): T;
  /** Some of a list, in its order. */
  someOf<T>(list: readonly T[], of: number): T[];
  /** So many, each drawn by itself. */
  times<T>(count: number, make: () => T): T[];
}

export function drawOf(seed: number): Draw {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (most: number) => Math.floor(next() * (most + 1));
  return {
    chance: (of) => next() < of,
    upTo,
    oneOf: <T>(list: readonly T[]) => list[upTo(list.length - 1)] as T,
    someOf: (list, of) => list.filter(() => next() < of),
    times: (count, make) => Array.from({ length: count }, make),
  };
}
