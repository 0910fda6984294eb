import { refuse } from './refusal.ts';

export function positive(query: URLSearchParams, name: string, fallback: number): number {
  const value = query.get(name);
  if (value === null) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(value)) refuse(400, `${name} must be a positive integer`);
  return Number(value);
}

export function direction(query: URLSearchParams): 'asc' | 'desc' {
  const value = query.get('direction') ?? 'asc';
  if (value !== 'asc' && value !== 'desc') refuse(400, 'direction must be asc or desc');
  return value;
}

export function isTrue(query: URLSearchParams, name: string): boolean {
  return query.get(name) === 'true';
}

export function pageOf<Item>(items: Item[], page: number, size: number): Item[] {
  return items.slice((page - 1) * size, page * size);
}

export function comparing<Item>(column: (item: Item) => string | number, descending: boolean) {
  const sign = descending ? -1 : 1;
  return (left: Item, right: Item) => {
    const [a, b] = [column(left), column(right)];
    return sign * (a < b ? -1 : a > b ? 1 : 0);
  };
}

/** Strings match by wildcard unless the filter says `eq:`; without a star it matches anywhere. */
export function matchesText(value: string, filter: string): boolean {
  if (filter.startsWith('eq:')) return value === filter.slice(3);
  const parts = filter
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = parts.length === 1 ? `.*${parts[0]}.*` : parts.join('.*');
  return new RegExp(`^${pattern}$`, 's').test(value.toLowerCase());
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  eq: (value, bound) => value === bound,
  lt: (value, bound) => value < bound,
  lte: (value, bound) => value <= bound,
  gt: (value, bound) => value > bound,
  gte: (value, bound) => value >= bound,
};

/** `gte:2026-01-01T00:00:00Z`; no operator means equal. */
export function matchesTime(value: number, filter: string): boolean {
  const [, operator = 'eq', instant = ''] = /^(?:(eq|lte?|gte?):)?(.*)$/s.exec(filter) ?? [];
  const bound = Date.parse(instant);
  if (Number.isNaN(bound)) refuse(400, `not a time: ${filter}`);
  return comparisons[operator]?.(value, bound) ?? false;
}
