import { assignmentView } from '../state/bundle-view.ts';
import { deactivate } from '../state/clock.ts';
import type { Esim } from '../state/esim.ts';
import { esimDetails } from '../state/esim-view.ts';
import { refuse } from '../state/refusal.ts';
import { installEsim, useData } from '../state/usage.ts';
import { type ControlCall, control } from './control.ts';

const STATES = ['active', 'suspended', 'deactivated'];
const STATUSES = ['Released', 'Downloaded', 'Installed', 'Unavailable', 'Deactivated'];

export const esimControls = [
  control('GET /esims', ({ simulation }) => [...simulation.world.esims.values()].map(view)),
  control('GET /esims/{iccid}', (call) => view(esimOf(call))),
  control('POST /esims/{iccid}/install', (call) => {
    const esim = esimOf(call);
    installEsim(esim, call.now);
    return view(esim);
  }),
  control('POST /esims/{iccid}/use', use),
  control('POST /esims/{iccid}/set', set),
];

function esimOf({ simulation: { world }, params }: ControlCall): Esim {
  return world.esims.get(params.iccid ?? '') ?? refuse(404, 'no such eSIM');
}

function view(esim: Esim) {
  return {
    ...esimDetails(esim, '2.5', null),
    removed: esim.removed,
    policySuspended: esim.policySuspended,
    assignments: esim.assignments.map((assignment) => ({
      bundle: assignment.bundle.name,
      ...assignmentView(assignment, '2.5'),
    })),
  };
}

/** Without a country the device is where its first bundle is valid. */
function use(call: ControlCall) {
  const { simulation, body, now } = call;
  const esim = esimOf(call);
  const { bytes } = body;
  const country = body.country ?? esim.assignments[0]?.bundle.countries[0]?.iso;
  if (typeof bytes !== 'number' || !(bytes >= 0)) refuse(400, 'bytes must be a number');
  if (typeof country !== 'string') refuse(400, 'country must be an ISO code');
  if (esim.state !== 'active' || esim.removed) refuse(409, `eSIM is ${esim.state}`);
  const unserved = useData(simulation.world, esim, bytes, country, now);
  return { served: bytes - unserved, unserved, esim: view(esim) };
}

/** Puts an eSIM into a state that would take the provider months or a decision of its own. */
function set(call: ControlCall) {
  const esim = esimOf(call);
  const { state, profileStatus, policySuspended, removed, ...unknown } = call.body;
  const [extra] = Object.keys(unknown);
  if (extra) refuse(400, `unknown key ${extra}`);
  if (state !== undefined && !STATES.includes(String(state))) refuse(400, 'bad state');
  if (profileStatus !== undefined && !STATUSES.includes(String(profileStatus))) {
    refuse(400, 'bad profileStatus');
  }
  if (typeof removed === 'boolean') esim.removed = removed;
  if (typeof policySuspended === 'boolean') {
    esim.policySuspended = policySuspended;
    esim.state = policySuspended ? 'suspended' : 'active';
  }
  if (profileStatus !== undefined) esim.profileStatus = profileStatus as Esim['profileStatus'];
  if (state !== undefined) esim.state = state as Esim['state'];
  if (esim.state === 'deactivated') deactivate(esim);
  return view(esim);
}
