import * as http from 'node:http';
import * as https from 'node:https';
import type { Outgoing } from './delivery.ts';

export interface Sender {
  send(outgoing: Outgoing): Promise<{ status: number | null; error: string | null }>;
  close(): void;
}

/** Redirects are not followed: Stripe counts them as failures. */
export function openSender(): Sender {
  // A fresh connection for each attempt: a stale kept one would count as a failure of the endpoint.
  const agents = { 'http:': new http.Agent(), 'https:': new https.Agent() };
  const send: Sender['send'] = ({ url, headers, body, timeoutMs }) =>
    new Promise((resolve) => {
      const secure = new URL(url).protocol === 'https:';
      const request = (secure ? https : http).request(url, {
        method: 'POST',
        agent: agents[secure ? 'https:' : 'http:'],
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        signal: AbortSignal.timeout(timeoutMs),
      });
      request.on('error', (error) => resolve({ status: null, error: error.message }));
      request.on('response', (response) => {
        response.on('error', (error) => resolve({ status: null, error: error.message }));
        response.on('end', () => resolve({ status: response.statusCode ?? null, error: null }));
        response.resume();
      });
      request.end(body);
    });
  return {
    send,
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}
