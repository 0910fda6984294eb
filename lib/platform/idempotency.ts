/**
 * The idempotency record is an item of the business transaction, so effect and record exist
 * together or not at all. Scope: owner + route + key. A repeat with the same fingerprint gets the
 * resource's first response; with another fingerprint it is refused.
 */
import { createHash } from 'node:crypto';
import type { Item } from './dynamodb.ts';
import { ProblemError } from './errors.ts';
import type { Write } from './writes.ts';

const keptSeconds = 48 * 3600;

export interface IdempotentRequest {
  /** e.g. 'VENDOR#ven_…': replay needs the same owner's credential. */
  owner: string;
  /** e.g. 'POST /api/v1/vendor/orders'. */
  route: string;
  key: string;
  fingerprint: string;
}

/** SHA-256 of the request's canonical JSON (keys sorted at every level). */
export const fingerprint = (request: unknown): string =>
  createHash('sha256').update(canonicalJson(request)).digest('base64url');

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`);
  return `{${entries.join(',')}}`;
}

/** The record as a write: refused while an unexpired record with this scope exists. */
export function idempotencyRecord(
  request: IdempotentRequest,
  resourceId: string,
  now: Date,
): Write {
  const nowSeconds = Math.floor(now.getTime() / 1000);
  return {
    put: 'idempotency',
    item: {
      ...recordKey(request),
      fingerprint: request.fingerprint,
      resourceId,
      expiresAtSeconds: nowSeconds + keptSeconds,
    },
    // DynamoDB deletes expired items late: an expired record counts as gone.
    condition: 'attribute_not_exists(pk) OR expiresAtSeconds < :now',
    values: { ':now': nowSeconds },
  };
}

export const recordKey = ({ owner, route, key }: IdempotentRequest) => ({
  // Hashed: the key is the client's text and may be 255 characters.
  pk: createHash('sha256').update(`${owner}\n${route}\n${key}`).digest('base64url'),
  sk: 'RECORD',
});

/** The resource that the earlier request with this key made; throws when it was another request. */
export function replayedResource(request: IdempotentRequest, record: Item | undefined): string {
  if (record?.fingerprint !== request.fingerprint)
    throw new ProblemError(
      'IDEMPOTENCY_KEY_MISMATCH',
      'This Idempotency-Key was used with other parameters.',
    );
  return String(record.resourceId);
}

export const replayedHeader = { 'Idempotent-Replayed': 'true' };
