import { json } from '../http/reply.ts';
import { type Call, route } from '../http/router.ts';
import { topUpBalance } from '../state/balance.ts';
import { inventoryView, refundStock } from '../state/inventory.ts';
import { isObject } from '../state/json.ts';
import { organisationView } from '../state/organisation.ts';

export const organisationRoutes = [
  route('GET /organisation', organisation),
  route('POST /organisation/balance', ({ world, query, sourceIp, now }) =>
    json(topUpBalance(world, query.get('amount'), sourceIp, now)),
  ),
  route('GET /inventory', ({ world, now }) => json(inventoryView(world, now))),
  route('POST /inventory/refund', ({ world, body, now }) => {
    const { usageId, quantity } = isObject(body) ? body : {};
    return json(refundStock(world, usageId, quantity, now));
  }),
];

function organisation({ world }: Call) {
  const view = organisationView(world);
  const bare = world.settings.organisationEnvelope === 'object';
  return json(bare ? view : { organisations: [view] });
}
