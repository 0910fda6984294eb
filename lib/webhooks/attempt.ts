/** One attempt: sign, send, and what it makes of the delivery. The caller records it. */
import { count, milliseconds } from '../platform/observability.ts';
import type { WebhookEndpoint } from '../vendors/vendor.ts';
import { attempted, type Delivery, isDelivered, isGone, type Subject } from './delivery.ts';
import { disable } from './endpoints.ts';
import { type Answer, type PostOptions, post } from './post.ts';
import { signedHeaders } from './sign.ts';

export const postTimeoutMs = 15_000;

export interface Sending {
  allowPrivate: boolean;
  clock: () => Date;
  random: () => number;
  resolve?: PostOptions['resolve'];
  timeoutMs?: number;
}

export async function attempt(
  subject: Subject,
  before: Delivery | undefined,
  endpoint: WebhookEndpoint,
  body: string,
  deps: Sending,
): Promise<Delivery> {
  const message = { id: subject.eventId, body };
  const answer = await post(
    {
      url: endpoint.url,
      headers: signedHeaders(message, endpoint.secret, deps.clock()),
      body,
    },
    {
      timeoutMs: deps.timeoutMs ?? postTimeoutMs,
      allowPrivate: deps.allowPrivate,
      ...(deps.resolve === undefined ? {} : { resolve: deps.resolve }),
    },
  );
  const now = deps.clock();
  if (isGone(answer)) await disable(endpoint, 'GONE', now);
  measure(subject, answer, now);
  return attempted(subject, before, answer, { now, random: deps.random() });
}

function measure(subject: Subject, answer: Answer, now: Date): void {
  milliseconds('WebhookAttempt', answer.durationMs);
  count(isDelivered(answer) ? 'WebhooksDelivered' : 'WebhookAttemptsFailed');
  if (isDelivered(answer))
    milliseconds('WebhookLag', now.getTime() - Date.parse(subject.occurredAt));
}
