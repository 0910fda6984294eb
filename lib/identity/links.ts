/**
 * Signed links: a token that lets its bearer see one order and its eSIMs until it expires.
 * `<orderId>.<expiry, epoch seconds, base36>.<HMAC-SHA256, base64url>`; the key is a secret that can
 * be rotated: `signingKey` signs, `previousSigningKey` still verifies.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ErrorName } from '../platform/errors.ts';
import { optionalSecret, secret } from '../platform/secrets.ts';

const validSeconds = 30 * 24 * 3600;
const shape = /^(ord_[0-9A-HJKMNP-TV-Z]{26})\.([0-9a-z]{5,9})\.([A-Za-z0-9_-]{43})$/;

export async function signLink(
  orderId: string,
  now: Date,
): Promise<{ token: string; expiresAt: string }> {
  const expiresAtSeconds = Math.floor(now.getTime() / 1000) + validSeconds;
  const stem = `${orderId}.${expiresAtSeconds.toString(36)}`;
  const token = `${stem}.${mac(stem, await secret('links', 'signingKey'))}`;
  return { token, expiresAt: new Date(expiresAtSeconds * 1000).toISOString() };
}

export type LinkCheck = { orderId: string } | { problem: ErrorName };

export async function verifyLink(token: string, now: Date): Promise<LinkCheck> {
  const parts = shape.exec(token);
  if (!parts) return { problem: 'LINK_INVALID' };
  const [, orderId = '', expiry = '', given = ''] = parts;
  const keys = [
    await secret('links', 'signingKey'),
    await optionalSecret('links', 'previousSigningKey'),
  ].filter((key) => key !== undefined);
  const stem = `${orderId}.${expiry}`;
  if (!keys.some((key) => same(mac(stem, key), given))) return { problem: 'LINK_INVALID' };
  if (Number.parseInt(expiry, 36) * 1000 <= now.getTime()) return { problem: 'LINK_EXPIRED' };
  return { orderId };
}

const mac = (text: string, key: string) =>
  createHmac('sha256', key).update(text).digest('base64url');
const same = (a: string, b: string) => timingSafeEqual(Buffer.from(a), Buffer.from(b));
