import type Stripe from 'stripe';
import { invalidParameter } from './error.ts';

interface Listed {
  id: string;
  created: number;
}
interface PageParams {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
  created?: Stripe.RangeQueryParam | number;
}

/** One page, newest first; `objects` come in the order of their making. */
export function listPage<T extends Listed>(
  url: string,
  objects: Iterable<T>,
  params: PageParams,
  keep: (object: T) => boolean = () => true,
): Stripe.ApiList<T> {
  const limit = params.limit ?? 10;
  if (limit < 1 || limit > 100) {
    const message = `This value must be between 1 and 100.`;
    throw invalidParameter(message, 'limit', 'parameter_invalid_integer');
  }
  const all = [...objects].reverse();
  const kept = all.filter((object) => inRange(object.created, params.created) && keep(object));
  if (params.ending_before !== undefined) {
    const end = cursor(all, kept, params.ending_before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { object: 'list', url, has_more: start > 0, data: kept.slice(start, end) };
  }
  const start =
    params.starting_after === undefined
      ? 0
      : cursor(all, kept, params.starting_after, 'starting_after') + 1;
  const data = kept.slice(start, start + limit);
  return { object: 'list', url, has_more: kept.length > start + limit, data };
}

function cursor<T extends Listed>(all: T[], kept: T[], id: string, param: string): number {
  const place = kept.findIndex((object) => object.id === id);
  if (place !== -1) return place;
  const known = all.some((object) => object.id === id);
  const message = known ? `The object '${id}' is not part of this list` : `No such object: '${id}'`;
  throw invalidParameter(message, param, 'resource_missing');
}

function inRange(created: number, range: Stripe.RangeQueryParam | number | undefined): boolean {
  if (range === undefined) return true;
  if (typeof range === 'number') return created === range;
  return (
    (range.gt === undefined || created > range.gt) &&
    (range.gte === undefined || created >= range.gte) &&
    (range.lt === undefined || created < range.lt) &&
    (range.lte === undefined || created <= range.lte)
  );
}
