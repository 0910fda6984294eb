/** The API as its clients call it, and waiting until something is as it should be. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: object;
}

export async function call<T>(url: string, options: Call = {}): Promise<Answer<T>> {
  const { method = 'GET', headers = {}, body } = options;
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
}

/** The body of an answer that has to be a success. */
export async function fetched<T>(url: string, options: Call = {}): Promise<T> {
  const { status, body } = await call<T>(url, options);
  if (status < 200 || status > 299)
    throw new Error(`${options.method ?? 'GET'} ${url}: ${status} ${JSON.stringify(body)}`);
  return body;
}

const pollMs = 50;
const waitLimitMs = 90_000;

/** Asks until there is an answer; after 90 seconds that is an error. */
export async function waitFor<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + waitLimitMs;
  while (Date.now() < end) {
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(pollMs);
  }
  throw new Error(`waited in vain for ${what}`);
}
