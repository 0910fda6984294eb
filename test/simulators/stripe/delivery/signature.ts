import { createHmac } from 'node:crypto';

/**
 * `t=<seconds>,v1=<hex>` with one v1 a secret, since two are valid while one is being rolled. The
 * v0 is a test-mode signature that receivers have to ignore.
 */
export function signatureHeader(body: string, secrets: string[], seconds: number): string {
  const sign = (secret: string) =>
    createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  const signatures = secrets.map((secret) => `v1=${sign(secret)}`);
  return [`t=${seconds}`, ...signatures, `v0=${sign('v0')}`].join(',');
}
