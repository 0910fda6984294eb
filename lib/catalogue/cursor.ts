/**
 * Where the next page starts: after this sort value and code. A position and no offset, so pages
 * neither repeat nor skip bundles while others come and go. Bound to its filters by a checksum.
 */
import * as z from 'zod';
import { ProblemError } from '../platform/errors.ts';
import { fingerprint } from '../platform/idempotency.ts';
import { bundleCodePattern } from './bundle.ts';

export interface Position {
  /** Infinity for unlimited data. */
  value: number;
  code: string;
}

const Wire = z.strictObject({
  /** null = unlimited: JSON has no infinity. */
  v: z.number().min(0).nullable(),
  c: z.string().regex(bundleCodePattern),
  f: z.string(),
});

const checksum = (list: unknown): string => fingerprint(list).slice(0, 12);

/** `list` is whatever defines the list: filters, sort, tier; not the page's size. */
export const toCursor = ({ value, code }: Position, list: unknown): string =>
  Buffer.from(
    JSON.stringify({ v: Number.isFinite(value) ? value : null, c: code, f: checksum(list) }),
  ).toString('base64url');

/** Throws INVALID_CURSOR for anything that `toCursor` did not make for this same list. */
export function fromCursor(cursor: string, list: unknown): Position {
  const wire = Wire.safeParse(parsed(cursor));
  if (!wire.success) throw new ProblemError('INVALID_CURSOR');
  const { v, c, f } = wire.data;
  if (f !== checksum(list))
    throw new ProblemError('INVALID_CURSOR', 'The cursor belongs to other filters or sorting.');
  return { value: v ?? Number.POSITIVE_INFINITY, code: c };
}

function parsed(cursor: string): unknown {
  const bytes = Buffer.from(cursor, 'base64url');
  // Node decodes leniently: only what encodes back to the same text is ours.
  if (bytes.toString('base64url') !== cursor) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
