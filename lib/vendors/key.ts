/**
 * API keys: `ttg_live_<30 base62><6 base62 checksum>`. The checksum (CRC-32 of what stands before
 * it) lets anyone tell a typo from a key without a look-up; only the SHA-256 is stored.
 */
import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 30;
const checksumLength = 6;
const pattern = /^ttg_(live|test)_([0-9A-Za-z]{36})$/;

export type KeyMode = 'live' | 'test';

export function generateKey(mode: KeyMode): string {
  const random = Array.from({ length: randomLength }, () => base62[randomInt(62)]).join('');
  const stem = `ttg_${mode}_${random}`;
  return stem + checksum(stem);
}

/** The mode of a well-formed key; undefined when the shape or the checksum is wrong. */
export function keyMode(key: string): KeyMode | undefined {
  const mode = pattern.exec(key)?.[1];
  if (!mode) return undefined;
  const stem = key.slice(0, -checksumLength);
  return checksum(stem) === key.slice(-checksumLength) ? (mode as KeyMode) : undefined;
}

export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex');
export const keyHint = (key: string): string => `${key.slice(0, 13)}…`;

function checksum(stem: string): string {
  let rest = crc32(stem);
  let text = '';
  for (let place = 0; place < checksumLength; place += 1) {
    text = base62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
