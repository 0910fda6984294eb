/** Lists: the same parameters, cursor and envelope on every one. */
import * as z from 'zod';
import { ProblemError } from './errors.ts';

export const limitMax = 100;

/** `limit` and `cursor` as they come in a query string. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'a whole number from 1 to 100')
    .transform(Number)
    .pipe(z.int().min(1).max(limitMax))
    .default(20)
    .meta({ description: 'Page size, 1 to 100' }),
  cursor: z.string().max(1000).optional().meta({ description: 'nextCursor of the page before' }),
};

export const listOf = (item: z.ZodType, id: string) =>
  z
    .object({
      object: z.literal('list'),
      data: z.array(item),
      nextCursor: z.string().nullable(),
    })
    .meta({ id });

/** A cursor is the last key read, opaque to clients, and bound to its list by `scope`. */
export const encodeCursor = (scope: string, last: Record<string, unknown> | undefined) =>
  last ? Buffer.from(JSON.stringify([scope, last])).toString('base64url') : null;

export function decodeCursor(
  scope: string,
  cursor: string | undefined,
): Record<string, unknown> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [of, last] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    // The scope names the owner and filters: a cursor of another list is refused.
    if (of === scope && last && typeof last === 'object') return last;
  } catch {
    // Falls through to the one answer for all bad cursors.
  }
  throw new ProblemError('INVALID_CURSOR');
}
