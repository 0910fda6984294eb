/** Random numbers, bytes and UUIDs from the stream of whoever draws. */
import crypto, { webcrypto } from 'node:crypto';
import { actorNow } from '../actor.ts';
import { machineNow } from '../kernel.ts';
import { fillRandom, type Random } from '../random.ts';

const randomNow = (): Random | undefined => {
  const machine = machineNow();
  return machine && (actorNow() ?? machine.common).random;
};

export function takeRandomness(): void {
  const real = { ...crypto };
  const realRandom = Math.random;
  Math.random = () => (randomNow() ?? realRandom)();

  const randomBytes = (size: number, then?: (error: Error | null, bytes: Buffer) => void) => {
    const random = randomNow();
    const bytes = random ? drawnBytes(random, size) : real.randomBytes(size);
    then?.(null, bytes);
    return bytes;
  };
  const randomUUID = () => {
    const random = randomNow();
    return random ? drawnUuid(random) : real.randomUUID();
  };
  const randomInt = (from: number, to?: number) => {
    const random = randomNow();
    const [least, below] = to === undefined ? [0, from] : [from, to];
    return random ? least + Math.floor(random() * (below - least)) : real.randomInt(least, below);
  };
  const realValues = webcrypto.getRandomValues.bind(webcrypto);
  const getRandomValues = <T extends ArrayBufferView>(values: T): T => {
    const random = randomNow();
    if (!random) return realValues(values as never);
    fillRandom(random, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return values;
  };
  const randomFillSync = <T extends ArrayBufferView>(values: T): T => getRandomValues(values);
  put(crypto, { randomBytes, randomUUID, randomInt, randomFillSync });
  // `crypto.getRandomValues` is this one, too.
  put(Object.getPrototypeOf(webcrypto), { getRandomValues, randomUUID });
}

function put(target: object, functions: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(functions))
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

function drawnBytes(random: Random, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  fillRandom(random, bytes);
  return bytes;
}

function drawnUuid(random: Random): string {
  const bytes = drawnBytes(random, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
