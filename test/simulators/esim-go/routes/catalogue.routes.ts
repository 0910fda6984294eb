import { json } from '../http/reply.ts';
import { type Call, route } from '../http/router.ts';
import { bundleView, requireBundle } from '../state/catalogue.ts';
import { networksView } from '../state/networks.ts';
import { groupNames } from '../state/organisation.ts';
import { refuse } from '../state/refusal.ts';
import { searchCatalogue } from '../state/search-catalogue.ts';

export const catalogueRoutes = [
  route('GET /catalogue', list),
  route('GET /catalogue/prices', () => refuse(403, 'not a consumption-billed partner'), '2.5'),
  route('GET /catalogue/bundle/{name}', ({ world, params, version }) =>
    json(bundleView(requireBundle(world, params.name ?? ''), version, true)),
  ),
  route('GET /organisation/groups', ({ world }) =>
    json({ groups: groupNames(world).map((name) => ({ name, desc: name })) }),
  ),
  route('GET /networks', ({ query }) => json(networksView(query))),
];

/** Schema and working clients disagree about the envelope. */
function list({ world, query, version }: Call) {
  const found = searchCatalogue(world, query);
  const bundles = found.bundles.map((bundle) => bundleView(bundle, version));
  if (world.settings.catalogueEnvelope === 'array') return json(bundles);
  const { rows, pageSize } = found;
  return json({ bundles, pageCount: Math.ceil(rows / pageSize), rows, pageSize });
}
