import { settleEsim } from './clock.ts';
import type { Esim } from './esim.ts';
import { comparing, direction, matchesText, matchesTime, pageOf, positive } from './query.ts';
import { refuse } from './refusal.ts';
import type { World } from './world.ts';

const PAGE_SIZES = [10, 25, 50, 100];

const filters: Record<string, (esim: Esim, filter: string) => boolean> = {
  iccid: (esim, filter) => matchesText(esim.iccid, filter),
  customerRef: (esim, filter) => matchesText(esim.customerRef, filter),
  lastAction: (esim, filter) => matchesText(esim.lastAction, filter),
  actionDate: (esim, filter) => matchesTime(esim.actionAt, filter),
  assignedDate: (esim, filter) => matchesTime(esim.assignedAt, filter),
};

/** Newest first unless ordered; `filterBy` and `filter` belong together. */
export function listEsims(world: World, query: URLSearchParams, now: number): Esim[] {
  const perPage = positive(query, 'perPage', 50);
  if (!PAGE_SIZES.includes(perPage)) refuse(400, 'perPage must be 10, 25, 50 or 100');
  const found = ordered(mine(world, now).filter(wanted(query)), query);
  return pageOf(found, positive(query, 'page', 1), perPage);
}

function mine(world: World, now: number): Esim[] {
  const all = [...world.esims.values()];
  for (const esim of all) settleEsim(world, esim, now);
  return all.filter((esim) => !esim.removed).reverse();
}

function wanted(query: URLSearchParams): (esim: Esim) => boolean {
  const filterBy = query.get('filterBy');
  const filter = query.get('filter');
  if (filterBy === null && filter === null) return () => true;
  const test = filters[filterBy ?? ''] ?? refuse(400, `cannot filter by ${filterBy}`);
  return (esim) => test(esim, filter ?? '');
}

function ordered(esims: Esim[], query: URLSearchParams): Esim[] {
  const orderBy = query.get('orderBy');
  if (orderBy === null) return esims;
  if (orderBy !== 'iccid') refuse(400, `cannot order by ${orderBy}`);
  return esims.sort(comparing((esim) => esim.iccid, direction(query) === 'desc'));
}
