import { Refusal } from '../state/refusal.ts';

export interface Reply {
  status: number;
  body: string;
  headers: Record<string, string>;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return {
    status,
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  };
}

export function text(body: string, type = 'text/plain', status = 200): Reply {
  return { status, body, headers: { 'Content-Type': `${type}; charset=utf-8` } };
}

export function message(
  status: number,
  words: string,
  headers: Record<string, string> = {},
): Reply {
  return json({ message: words }, status, headers);
}

/** Refusals are answers; anything else is a bug of the simulator and shows as 500. */
export function errorReply(error: unknown): Reply {
  if (!(error instanceof Refusal)) {
    return message(500, `Internal Server Error: ${error instanceof Error ? error.stack : error}`);
  }
  const { retryAfterSeconds } = error;
  const headers: Record<string, string> =
    retryAfterSeconds === null ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return message(error.status, error.message, headers);
}
