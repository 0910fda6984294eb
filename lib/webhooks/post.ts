/** One POST to a stranger's server: bounded in time and size, no redirects, no private address. */
import http from 'node:http';
import https from 'node:https';
import { callableUrl, guardedLookup, type Resolve } from './address.ts';

export const postErrors = [
  'URL_REFUSED',
  'ADDRESS_REFUSED',
  'NAME_NOT_RESOLVED',
  'CONNECTION_REFUSED',
  'TLS_FAILED',
  'CONNECTION_FAILED',
  'TIMEOUT',
] as const;
export type PostError = (typeof postErrors)[number];

export interface Answer {
  /** Present when a status line came, whatever happened to the body. */
  status?: number;
  error?: PostError;
  retryAfter?: string;
  /** Beginning of the body, printable, at most `excerptBytesMax`. */
  excerpt: string;
  durationMs: number;
}

export interface PostOptions {
  timeoutMs: number;
  /** Only for stages whose receivers run beside us. */
  allowPrivate: boolean;
  resolve?: Resolve;
}

const bodyBytesMax = 4096;
/** Small, so that the record of a delivery stays one write unit. */
const excerptBytesMax = 256;
/** Once the status is known the body is only for the record. */
const bodyWaitMs = 1_000;

/** Never rejects: what went wrong is in the answer. */
export function post(
  target: { url: string; headers: Record<string, string>; body: string },
  options: PostOptions,
): Promise<Answer> {
  const startedMs = performance.now();
  const durationMs = () => Math.round(performance.now() - startedMs);
  const url = callableUrl(target.url, options.allowPrivate);
  if (!url) return Promise.resolve({ error: 'URL_REFUSED', excerpt: '', durationMs: 0 });
  const body = Buffer.from(target.body);
  return new Promise((resolve) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      headers: { ...target.headers, 'content-length': body.length },
      // A connection of its own: nothing kept alive to an address that was checked long ago.
      agent: false,
      lookup: guardedLookup(options.allowPrivate, options.resolve),
    });
    let settled = false;
    const finish = (answer: Omit<Answer, 'durationMs'>) => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      request.destroy();
      resolve({ ...answer, durationMs: durationMs() });
    };
    let answered = false;
    // Once the status is known, a connection that breaks only ends the body.
    const fail = (error: PostError) => {
      if (!answered) finish({ error, excerpt: '' });
    };
    const deadline = setTimeout(() => fail('TIMEOUT'), options.timeoutMs);
    request.on('error', (error) => fail(errorOf(error)));
    request.on('close', () => fail('CONNECTION_FAILED'));
    request.on('response', (response) => {
      answered = true;
      const waitMs = Math.max(0, Math.min(bodyWaitMs, options.timeoutMs - durationMs()));
      collect(response, waitMs, finish);
    });
    request.end(body);
  });
}

function collect(
  response: http.IncomingMessage,
  waitMs: number,
  finish: (answer: Omit<Answer, 'durationMs'>) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const done = () => {
    clearTimeout(timer);
    const retryAfter = response.headers['retry-after'];
    finish({
      status: response.statusCode ?? 0,
      excerpt: excerptOf(Buffer.concat(chunks).subarray(0, bodyBytesMax)),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  };
  const timer = setTimeout(done, waitMs);
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= bodyBytesMax) done();
  });
  response.on('end', done);
  response.on('close', done);
  response.on('error', done);
}

function excerptOf(body: Buffer): string {
  // A character cut in half at either limit is left out.
  const decode = (bytes: Buffer) => new TextDecoder().decode(bytes).replace(/\uFFFD+$/, '');
  const text = decode(body)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return decode(Buffer.from(text).subarray(0, excerptBytesMax));
}

function errorOf(error: Error & { code?: string }): PostError {
  const code = error.code ?? '';
  if (code === 'ADDRESS_REFUSED') return code;
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'NAME_NOT_RESOLVED';
  if (code === 'ECONNREFUSED') return 'CONNECTION_REFUSED';
  if (/TLS|SSL|CERT|SIGNATURE|EPROTO/.test(code)) return 'TLS_FAILED';
  return 'CONNECTION_FAILED';
}
