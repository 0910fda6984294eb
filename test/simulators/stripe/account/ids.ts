const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A seeded source of numbers in [0, 1): the same seed replays the same run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomText(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

export type IdPrefix =
  | 'pi'
  | 'ch'
  | 're'
  | 'evt'
  | 'pm'
  | 'txn'
  | 'dp'
  | 'in'
  | 'ii'
  | 'il'
  | 'inpay'
  | 'cus'
  | 'req';

/** Stripe's own lengths, so that patterns and key widths of the caller meet the real thing. */
export function makeId(random: () => number, prefix: IdPrefix): string {
  const length = prefix === 'cus' || prefix === 'req' ? 14 : 24;
  return `${prefix}_${randomText(random, length)}`;
}
