/**
 * One POST that is sent at most once, and knows whether it left. Not `fetch`: undici's fetch sends a
 * POST again by itself after a 421, and a pooled connection that died while the Lambda was frozen
 * would turn a purchase that never left into an unknown one. So: a connection of its own, each time.
 */
import http from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type Answer, answerOf, causeOf } from './wire.ts';

const answerBytesMax = 1_000_000;

export type Posted =
  | { kind: 'ANSWER'; answer: Answer }
  /** No connection was made, so not a byte of the request left. */
  | { kind: 'NOT_SENT'; cause: string }
  /** Sent, at least in part, and no whole answer within the time. */
  | { kind: 'LOST'; cause: string };

/** Never rejects; resolves within `timeoutMs` (connection and answer together). */
export function postOnce(
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): Promise<Posted> {
  return new Promise((resolve) => {
    let connected = false;
    const fail = (error: unknown) =>
      resolve({ kind: connected ? 'LOST' : 'NOT_SENT', cause: causeOf(error) });
    let request: http.ClientRequest;
    try {
      request = post(url, headers, body, timeoutMs);
    } catch (error) {
      fail(error); // A malformed URL or header, found before anything is sent.
      return;
    }
    request.on('socket', (socket) => {
      const tls = socket as Partial<TLSSocket>;
      connected = !socket.connecting && tls.encrypted !== true;
      socket.once(tls.encrypted === true ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    request.on('error', fail);
    request.on('response', (response) => {
      collect(response).then((text) => {
        const header = (name: string) => String(response.headers[name] ?? '') || null;
        const answer = answerOf(response.statusCode ?? 0, text, header);
        resolve({ kind: 'ANSWER', answer });
      }, fail);
    });
    request.end(body);
  });
}

function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): http.ClientRequest {
  return (url.startsWith('https:') ? https : http).request(url, {
    method: 'POST',
    agent: false,
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    },
    signal: AbortSignal.timeout(Math.max(1, timeoutMs)),
  });
}

async function collect(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > answerBytesMax) throw new RangeError('answer too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
