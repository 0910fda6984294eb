/** Seeded numbers: every part of the machine draws from a stream of its own name. */

/** The next number, 0 <= x < 1. */
export type Random = () => number;

/** FNV-1a over the name, begun with the seed. */
function hashOf(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < name.length; at += 1)
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** The same seed and name give the same numbers (mulberry32). */
export function randomOf(seed: number, name: string): Random {
  let state = hashOf(seed, name);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const within = (random: Random, from: number, to: number): number =>
  from + random() * (to - from);

/** One of the values, each as likely as the others. */
export const oneOf = <T>(random: Random, values: readonly [T, ...T[]]): T =>
  values[Math.floor(random() * values.length)] as T;

/** Fills `bytes` with drawn octets. */
export function fillRandom(random: Random, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 4) {
    const word = Math.floor(random() * 2 ** 32);
    for (let octet = 0; octet < 4 && at + octet < bytes.length; octet += 1)
      bytes[at + octet] = (word >>> (8 * octet)) & 0xff;
  }
}
