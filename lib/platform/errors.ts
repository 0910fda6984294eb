/**
 * Every error that a client can meet, once: stable code, HTTP status, title, and whether the same
 * request may succeed later. Status belongs to the code; handlers throw by name.
 * Shape on the wire: RFC 9457 problem+json (see `problem`).
 */
interface ErrorRow {
  code: string;
  status: number;
  title: string;
  retryable?: boolean;
}

const table = {
  VALIDATION_FAILED: { code: 'ERR_1001', status: 400, title: 'The request is not valid' },
  MALFORMED_BODY: { code: 'ERR_1002', status: 400, title: 'The body is not valid JSON' },
  ROUTE_NOT_FOUND: { code: 'ERR_1003', status: 404, title: 'No such route' },
  METHOD_NOT_ALLOWED: { code: 'ERR_1004', status: 405, title: 'Method not allowed on this route' },
  UNSUPPORTED_MEDIA_TYPE: { code: 'ERR_1005', status: 415, title: 'Content type not supported' },
  PAYLOAD_TOO_LARGE: { code: 'ERR_1006', status: 413, title: 'The body is too large' },
  INTERNAL_ERROR: {
    code: 'ERR_1007',
    status: 500,
    title: 'Something failed on our side',
    retryable: true,
  },
  SERVICE_UNAVAILABLE: {
    code: 'ERR_1008',
    status: 503,
    title: 'Temporarily unavailable',
    retryable: true,
  },
  INVALID_CURSOR: { code: 'ERR_1009', status: 400, title: 'The cursor is not valid' },
  UNAUTHENTICATED: { code: 'ERR_1101', status: 401, title: 'Credentials are missing' },
  INVALID_API_KEY: { code: 'ERR_1102', status: 401, title: 'The API key is not valid' },
  API_KEY_REVOKED: { code: 'ERR_1103', status: 401, title: 'The API key was revoked' },
  API_KEY_EXPIRED: { code: 'ERR_1104', status: 401, title: 'The API key has expired' },
  WRONG_ENVIRONMENT_KEY: {
    code: 'ERR_1105',
    status: 401,
    title: 'The API key belongs to another environment',
  },
  FORBIDDEN: { code: 'ERR_1106', status: 403, title: 'Not allowed for this caller' },
  INSUFFICIENT_SCOPE: { code: 'ERR_1107', status: 403, title: 'The API key lacks the scope' },
  INVALID_TOKEN: { code: 'ERR_1108', status: 401, title: 'The access token is not valid' },
  LINK_INVALID: { code: 'ERR_1109', status: 401, title: 'The link is not valid' },
  LINK_EXPIRED: { code: 'ERR_1110', status: 401, title: 'The link has expired' },
  RATE_LIMITED: { code: 'ERR_1201', status: 429, title: 'Too many requests', retryable: true },
  VENDOR_SUSPENDED: { code: 'ERR_1402', status: 403, title: 'Ordering is suspended' },
  VENDOR_NOT_ACTIVE: { code: 'ERR_1403', status: 403, title: 'The vendor account is not active' },
  INSUFFICIENT_WALLET_BALANCE: {
    code: 'ERR_1404',
    status: 402,
    title: 'The wallet does not cover this order',
  },
  ORDER_LIMIT_EXCEEDED: { code: 'ERR_1405', status: 422, title: 'An order limit is reached' },
  ORDER_NOT_FOUND: { code: 'ERR_1501', status: 404, title: 'No such order' },
  ORDER_STATE_CONFLICT: {
    code: 'ERR_1502',
    status: 409,
    title: 'The order is not in a state that allows this',
  },
  PRICE_ABOVE_MAXIMUM: {
    code: 'ERR_1503',
    status: 409,
    title: 'The price is above the given maximum',
  },
  PAYMENT_UNAVAILABLE: {
    code: 'ERR_1601',
    status: 503,
    title: 'Card payments are temporarily unavailable',
    retryable: true,
  },
  AMOUNT_NOT_CHARGEABLE: {
    code: 'ERR_1602',
    status: 422,
    title: 'The amount cannot be charged to a card',
  },
  ESIM_NOT_FOUND: { code: 'ERR_1701', status: 404, title: 'No such eSIM' },
  ESIM_STATE_CONFLICT: {
    code: 'ERR_1702',
    status: 409,
    title: 'The eSIM is not in a state that allows this',
  },
  ESIM_INCOMPATIBLE: {
    code: 'ERR_1703',
    status: 422,
    title: 'The bundle does not run on this eSIM',
  },
  BUNDLE_NOT_FOUND: { code: 'ERR_1801', status: 404, title: 'No such bundle' },
  BUNDLE_UNAVAILABLE: { code: 'ERR_1802', status: 422, title: 'The bundle is not on sale' },
  CATALOGUE_UNAVAILABLE: {
    code: 'ERR_1803',
    status: 503,
    title: 'The catalogue is not available yet',
    retryable: true,
  },
  PROVIDER_UNAVAILABLE: {
    code: 'ERR_1901',
    status: 503,
    title: 'The provider of the eSIMs cannot be asked now',
    retryable: true,
  },
  IDEMPOTENCY_KEY_MISSING: {
    code: 'ERR_2001',
    status: 400,
    title: 'The Idempotency-Key header is required',
  },
  IDEMPOTENCY_KEY_INVALID: {
    code: 'ERR_2002',
    status: 400,
    title: 'The Idempotency-Key header is not valid',
  },
  IDEMPOTENCY_KEY_MISMATCH: {
    code: 'ERR_2003',
    status: 422,
    title: 'The Idempotency-Key was used with another request',
  },
  WEBHOOK_SIGNATURE_INVALID: {
    code: 'ERR_2101',
    status: 401,
    title: 'The webhook signature is not valid',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorName = keyof typeof table;
export const errorNames = Object.keys(table) as ErrorName[];
export const errorRow = (name: ErrorName): ErrorRow => table[name];

/** One invalid field: JSON pointer into the request part, and what is wrong with it. */
export interface FieldError {
  in: 'body' | 'query' | 'path' | 'header';
  field: string;
  message: string;
}

/** Thrown by name anywhere below the edge; `detail` is text for the client, never internals. */
export class ProblemError extends Error {
  readonly problem: ErrorName;
  readonly detail: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    problem: ErrorName,
    detail?: string,
    more: { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail ?? table[problem].title, { cause: more.cause });
    this.name = 'ProblemError';
    this.problem = problem;
    this.detail = detail;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance: string;
  code: string;
  name: ErrorName;
  correlationId: string;
  retryable: boolean;
  errors?: FieldError[];
}

/** The RFC 9457 body for an error met at `instance` (request path) under `correlationId`. */
export function problem(
  name: ErrorName,
  at: { instance: string; correlationId: string; detail?: string; errors?: FieldError[] },
): Problem {
  const row = errorRow(name);
  return {
    type: `https://docs.ttelgo.com/errors/${row.code}`,
    title: row.title,
    status: row.status,
    ...(at.detail === undefined ? {} : { detail: at.detail }),
    instance: at.instance,
    code: row.code,
    name,
    correlationId: at.correlationId,
    retryable: row.retryable ?? false,
    ...(at.errors === undefined ? {} : { errors: at.errors }),
  };
}
