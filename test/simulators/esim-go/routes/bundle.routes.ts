import { json } from '../http/reply.ts';
import { type Call, route } from '../http/router.ts';
import { applyBundles, applyView } from '../state/apply.ts';
import { bundlesView, latestView } from '../state/bundle-view.ts';
import { isObject } from '../state/json.ts';
import { readyEsim } from '../state/list-orders.ts';
import { isTrue } from '../state/query.ts';
import { refuse } from '../state/refusal.ts';
import { revokeBundle } from '../state/revoke.ts';

export const bundleRoutes = [
  route('GET /esims/{iccid}/bundles', ({ world, params, query, version, now }) =>
    json(bundlesView(readyEsim(world, params.iccid ?? '', now), query, version)),
  ),
  route('POST /esims/{iccid}/bundles', ({ world, params, body, sourceIp, now }) => {
    const single = { ...(isObject(body) ? body : {}), iccid: params.iccid };
    return json(applyView(applyBundles(world, single, sourceIp, now)));
  }),
  route('GET /esims/{iccid}/bundles/{name}', ({ world, params, version, now }) =>
    json(latestView(readyEsim(world, params.iccid ?? '', now), params.name ?? '', version)),
  ),
  route('DELETE /esims/{iccid}/bundles/{name}', revoke),
  route('DELETE /esims/{iccid}/bundles/{name}/assignments/{assignmentId}', revoke),
  route('DELETE /esims/{iccid}/bundles/{name}/applications/{assignmentId}', revoke),
];

/** Without a type it is done at once: the dangerous default of the real service. */
function revoke({ world, params, query, now }: Call) {
  const type = query.get('type') ?? 'transaction';
  if (!['validate', 'transaction'].includes(type)) {
    refuse(400, 'type must be validate or transaction');
  }
  const status = revokeBundle(
    world,
    {
      iccid: params.iccid ?? '',
      bundle: params.name ?? '',
      assignmentId: params.assignmentId ?? query.get('offerId'),
      toBalance: isTrue(query, 'refundToBalance'),
      validate: type === 'validate',
    },
    now,
  );
  return json({ status });
}
