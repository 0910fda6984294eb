/** Text of eSIM Go's answers: JSON, error messages, Retry-After, and what may stand in a path. */

/** One answer; `json` is undefined when the text is none. Status 0: no (whole) answer came. */
export interface Answer {
  status: number;
  json: unknown;
  /** For logs and classification; the provider's own words, never shown to clients. */
  message: string;
  retryAfterMs: number | undefined;
  /** Tokens a second, and what this call cost, where the headers say so. */
  limit?: number | undefined;
  cost?: number | undefined;
}

export function answerOf(
  status: number,
  text: string,
  header: (name: string) => string | null,
): Answer {
  const json = parseKeepingDigits(text);
  return {
    status,
    json,
    message: messageOf(json, text),
    retryAfterMs: retryAfterMs(header('retry-after')),
    limit: wholeNumber(header('x-ratelimit-limit')),
    cost: wholeNumber(header('x-ratelimit-cost')),
  };
}

const wholeNumber = (header: string | null): number | undefined =>
  header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) : undefined;

/** Errors are `{"message"}` by the guide, text/plain by the schema of POST /orders: accept both. */
function messageOf(json: unknown, text: string): string {
  const message = (json as { message?: unknown } | null | undefined)?.message;
  return (typeof message === 'string' ? message : text).slice(0, 300);
}

/** The provider sends seconds (fact sheet, section 2); bounded so that no answer parks us for hours. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null || !/^\d{1,6}(\.\d+)?$/.test(header.trim())) return undefined;
  return Math.min(Number(header) * 1_000, 600_000);
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
const longInteger = /^\d{17,}$/;

/**
 * JSON.parse, but whole numbers of 17 digits and more come out as text: eSIM Go sends ICCIDs of 19
 * and 20 digits as numbers in some callbacks. undefined when the text is not JSON.
 */
export function parseKeepingDigits(text: string): unknown {
  const safe = /[[:,\s]\d{17}/.test(text)
    ? text.replace(stringOrNumber, (token) => (longInteger.test(token) ? `"${token}"` : token))
    : text;
  try {
    return JSON.parse(safe);
  } catch {
    return undefined;
  }
}

/** Digits only, so that no caller's text reaches a path. */
export const isIccid = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{18,22}$/.test(value);

/** A UUID today; anything of the same alphabet is taken, dots and slashes never. */
export const isReference = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(value);

/** What went wrong with a call, without address or content: a code, else a name. The cause says more. */
export function causeOf(error: unknown): string {
  const { cause, code, name } = error as { cause?: Named; code?: unknown; name?: string };
  if (typeof cause?.code === 'string') return cause.code;
  return cause?.name ?? (typeof code === 'string' ? code : (name ?? 'error'));
}
interface Named {
  code?: unknown;
  name?: string;
}
