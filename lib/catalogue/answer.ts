/** What the public catalogue's answers share: the list's shape, caching, and 304. */
import * as z from 'zod';
import type { Reply } from '../platform/endpoint.ts';
import { revalidated } from '../platform/etag.ts';
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

const cacheHeaders = { 'Cache-Control': 'public, max-age=60' };

/** 200 with an ETag of the body, or 304 when the caller holds this very answer. */
export const cacheable = (request: { headers: Record<string, string> }, body: object): Reply =>
  revalidated(request, JSON.stringify(body), { status: 200, body, headers: cacheHeaders });
