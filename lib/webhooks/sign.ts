/** Headers of the Standard Webhooks specification, signature v1 (HMAC-SHA256). */
import { Webhook } from 'standardwebhooks';

export function signedHeaders(
  message: { id: string; body: string },
  secret: string,
  at: Date,
): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(message.id, at, message.body),
    'content-type': 'application/json',
    // The excerpt of an answer should be readable.
    'accept-encoding': 'identity',
    'user-agent': 'TTelGo-Webhooks/1.0',
  };
}
