/** Signature of callbacks V3: HMAC-SHA256 over the raw body, keyed with the API key (fact sheet, 13). */
import { createHmac, timingSafeEqual } from 'node:crypto';

const headerName = 'x-signature-sha256';

/** Header names in any case. The encoding is documented both as hex and as base64. */
export function isSigned(
  rawBody: Buffer,
  headers: Record<string, string>,
  keys: readonly string[],
): boolean {
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === headerName)?.[1];
  const digest = given === undefined ? undefined : decoded(given.trim());
  if (digest === undefined) return false;
  return keys.some((key) =>
    timingSafeEqual(createHmac('sha256', key).update(rawBody).digest(), digest),
  );
}

function decoded(signature: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(signature)) return Buffer.from(signature, 'hex');
  if (/^[0-9A-Za-z+/]{43}=$/.test(signature)) return Buffer.from(signature, 'base64');
  return undefined;
}
