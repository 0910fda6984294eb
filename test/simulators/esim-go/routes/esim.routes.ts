import { json, text } from '../http/reply.ts';
import { type Call, route } from '../http/router.ts';
import { applyBundles, applyView } from '../state/apply.ts';
import { assignmentsCsv, assignmentsJson, findAssignments } from '../state/assignments.ts';
import { deleteEsim, setCustomerRef } from '../state/esim-actions.ts';
import { esimDetails, esimItem, historyView } from '../state/esim-view.ts';
import { ownEsim } from '../state/esims.ts';
import { isObject } from '../state/json.ts';
import { listEsims } from '../state/list-esims.ts';

export const esimRoutes = [
  route('GET /esims', ({ world, query, version, now }) =>
    json({ esims: listEsims(world, query, now).map((esim) => esimItem(esim, version)) }),
  ),
  route('PUT /esims', putReference),
  route('POST /esims/apply', ({ world, body, sourceIp, now }) =>
    json(applyView(applyBundles(world, body, sourceIp, now))),
  ),
  route('GET /esims/assignments', assignments),
  route('GET /esims/csv/{reference}', ({ world, params, now }) =>
    text(assignmentsCsv(findAssignments(world, [params.reference ?? ''], now)), 'text/csv'),
  ),
  route('GET /esims/{iccid}', ({ world, params, query, version, now }) => {
    const esim = ownEsim(world, params.iccid ?? '', now);
    return json(esimDetails(esim, version, query.get('additionalFields')));
  }),
  route(
    'DELETE /esims/{iccid}',
    ({ world, params, now }) => {
      deleteEsim(world, params.iccid ?? '', now);
      return json({ status: 'Successfully deleted eSIM' });
    },
    '2.5',
  ),
  route('GET /esims/{iccid}/history', ({ world, params, now }) =>
    json(historyView(ownEsim(world, params.iccid ?? '', now))),
  ),
];

/** Documented as query and as body; the body wins. */
function putReference({ world, body, query, now }: Call) {
  const fields = isObject(body) ? body : Object.fromEntries(query);
  setCustomerRef(world, fields.iccid, fields.customerRef, now);
  return json({ status: 'Successfully updated eSIM' });
}

/** CSV is the default; JSON only for those who ask. */
function assignments({ world, query, accept, now }: Call) {
  const found = findAssignments(world, query.getAll('reference'), now);
  if (!accept.includes('application/json')) return text(assignmentsCsv(found), 'text/csv');
  return json(assignmentsJson(world, found, query.get('additionalFields')));
}
