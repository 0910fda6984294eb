import type { Bundle } from './bundle.ts';
import { comparing, direction, matchesText, pageOf, positive } from './query.ts';
import { refuse } from './refusal.ts';
import type { World } from './world.ts';

const columns: Record<string, (bundle: Bundle) => string | number> = {
  name: (bundle) => bundle.name,
  description: (bundle) => bundle.description,
  price: (bundle) => bundle.priceMinor,
  dataAmount: (bundle) => bundle.dataAmount,
  duration: (bundle) => bundle.duration,
};

export function searchCatalogue(world: World, query: URLSearchParams) {
  const perPage = positive(query, 'perPage', 50);
  const page = positive(query, 'page', 1);
  const found = sorted([...world.catalogue.values()].filter(wanted(world, query)), query);
  return { bundles: pageOf(found, page, perPage), rows: found.length, pageSize: perPage };
}

function wanted(world: World, query: URLSearchParams): (bundle: Bundle) => boolean {
  const description = query.get('description');
  const group = query.get('group');
  const region = query.get('region');
  const isos = query.get('countries')?.toUpperCase().split(',');
  return (bundle) =>
    !world.retired.has(bundle.name) &&
    (!description || matchesText(bundle.description, description)) &&
    (!group || bundle.groups.includes(group)) &&
    (!region || bundle.countries.some((country) => country.region === region)) &&
    (!isos || bundle.countries.some((country) => isos.includes(country.iso)));
}

function sorted(bundles: Bundle[], query: URLSearchParams): Bundle[] {
  const orderBy = query.get('orderBy');
  const descending = direction(query) === 'desc';
  if (!orderBy) return descending ? bundles.reverse() : bundles;
  const column = columns[orderBy] ?? refuse(400, `cannot order by ${orderBy}`);
  return bundles.sort(comparing(column, descending));
}
