/** What the public catalogue's answers share: the list's shape, caching, and 304. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Reply } from '../platform/endpoint.ts';
import { type Current, freshness } from './current.ts';

export const Freshness = z
  .object({
    asOf: z.iso.datetime().meta({ description: "When the provider's list was last read whole" }),
    stale: z.boolean().meta({ description: 'Older than an hour' }),
  })
  .meta({ id: 'CatalogueFreshness' });

export const listOf = <S extends z.ZodType>(id: string, entry: S) =>
  z
    .object({
      object: z.literal('list'),
      data: z.array(entry),
      nextCursor: z.string().nullable().meta({ description: 'null on the last page' }),
      totalCount: z.int().meta({ description: 'Entries on all pages' }),
      catalogue: Freshness,
    })
    .meta({ id });

/** A list that fits one page. */
export const wholeList = <T>(data: T[], current: Current, now: Date) => ({
  object: 'list' as const,
  ...{ data, nextCursor: null, totalCount: data.length },
  catalogue: freshness(current, now),
});

/** For `responses` of a route that answers through `cacheable`. */
export const notModified = {
  304: { description: 'Not changed since the ETag of If-None-Match; no body' },
};

const cacheHeaders = { 'Cache-Control': 'public, max-age=60' };

/** 200 with an ETag of the body, or 304 when the caller holds this very answer. */
export function cacheable(request: { headers: Record<string, string> }, body: object): Reply {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  const etag = `"${digest.slice(0, 22)}"`;
  const headers = { ...cacheHeaders, ETag: etag };
  if (holds(request.headers['if-none-match'], etag))
    return { status: 304, bytes: '', contentType: 'application/json', headers };
  return { status: 200, body, headers };
}

/** Weak comparison (RFC 9110, 13.1.2): W/ does not matter, * is whatever there is. */
function holds(given: string | undefined, etag: string): boolean {
  const tags = (given ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
