import { json } from '../http/reply.ts';
import { type Call, route } from '../http/router.ts';
import {
  isCompatible,
  locationView,
  refreshEsim,
  sendSms,
  suspendEsim,
} from '../state/esim-actions.ts';
import { ownEsim } from '../state/esims.ts';
import { isObject } from '../state/json.ts';

export const esimCareRoutes = [
  route('GET /esims/{iccid}/refresh', ({ world, params, now }) => {
    refreshEsim(world, params.iccid ?? '', now);
    return json({ status: 'Successfully refreshed SIM' });
  }),
  route('GET /esims/{iccid}/compatible/{bundle}', ({ world, params, now }) =>
    json({ compatible: isCompatible(world, params.iccid ?? '', params.bundle ?? '', now) }),
  ),
  route('POST /esims/{iccid}/sms', ({ world, params, body, now }) => {
    sendSms(world, params.iccid ?? '', isObject(body) ? body : {}, now);
    return json({ status: 'sent' });
  }),
  route('GET /esims/{iccid}/location', ({ world, params, now }) =>
    json(locationView(ownEsim(world, params.iccid ?? '', now))),
  ),
  route('POST /esims/{iccid}/suspend', suspend, '2.5'),
  route(
    'GET /esims/{iccid}/suspend',
    ({ world, params, now }) =>
      json({ suspended: ownEsim(world, params.iccid ?? '', now).state === 'suspended' }),
    '2.5',
  ),
];

function suspend({ world, params, body, now }: Call) {
  const wanted = isObject(body) ? body.suspend : undefined;
  suspendEsim(world, params.iccid ?? '', wanted, now);
  return json({ status: `eSIM ${wanted ? 'suspended' : 'unsuspended'} successfully` }, 201);
}
