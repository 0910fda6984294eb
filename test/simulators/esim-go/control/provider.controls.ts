import { readFault } from '../http/faults.ts';
import { reset } from '../http/simulation.ts';
import { alterBundle, bundleView } from '../state/catalogue.ts';
import { patchCallback, patchSettings } from '../state/patch-settings.ts';
import { refuse } from '../state/refusal.ts';
import { statisticsOf } from '../state/statistics.ts';
import { timestamp } from '../state/wire.ts';
import type { World } from '../state/world.ts';
import { readBundleChange } from './bundle-change.ts';
import { type ControlCall, control } from './control.ts';

export const providerControls = [
  control('GET /health', () => ({ ok: true })),
  control('GET /statistics', ({ simulation }) => statisticsOf(simulation.world)),
  control('GET /orders', ({ simulation, now }) => ordersOf(simulation.world, now)),
  control('GET /settings', ({ simulation: { world } }) => settingsOf(world)),
  control('PUT /settings', changeSettings),
  control('GET /faults', ({ simulation }) => simulation.faults),
  control('POST /faults', ({ simulation, body }) => {
    const fault = readFault(body);
    simulation.faults.push(fault);
    return fault;
  }),
  control('DELETE /faults', ({ simulation }) => {
    simulation.faults = [];
    return { ok: true };
  }),
  control('POST /bundles/{name}', ({ simulation: { world }, params, body }) => {
    const name = params.name ?? '';
    const bundle = alterBundle(world, name, readBundleChange(world, name, body));
    return { ...bundleView(bundle, '2.5'), retired: world.retired.has(name) };
  }),
  control('GET /callbacks', ({ simulation }) => simulation.courier.deliveries()),
  control('POST /callback', sendCallback),
  control('POST /reset', ({ simulation }) => {
    reset(simulation);
    return { ok: true };
  }),
];

function settingsOf(world: World) {
  return { ...world.settings, balanceMinor: world.balanceMinor };
}

/** The balance lives outside the settings, because orders change it too. */
function changeSettings({ simulation: { world }, body }: ControlCall) {
  const { balanceMinor, ...patch } = body;
  if (balanceMinor !== undefined && !Number.isSafeInteger(balanceMinor)) {
    refuse(400, 'balanceMinor must be whole cents');
  }
  world.settings = patchSettings(world.settings, patch);
  if (balanceMinor !== undefined) world.balanceMinor = Number(balanceMinor);
  return settingsOf(world);
}

function ordersOf(world: World, now: number) {
  return world.orders.map((order) => ({
    reference: order.reference,
    applyReference: order.applyReference,
    kind: order.kind,
    createdAt: timestamp(order.createdAt),
    status: order.status,
    totalMinor: order.totalMinor,
    sourceIp: order.sourceIp,
    visible: now >= order.visibleAt,
    lines: order.lines.map(({ type, item, quantity, iccids }) => ({
      type,
      item,
      quantity,
      iccids,
    })),
  }));
}

/** Sends any body, also one the provider would never send; `as.signature` forges the header (null: none). */
async function sendCallback({ simulation: { world, courier }, body }: ControlCall) {
  const { body: content, as = {} } = body;
  const { signature, ...override } = as as Record<string, unknown>;
  const settings = patchCallback(world.settings.callback, override);
  if (!settings.url) refuse(400, 'no callback url set');
  const raw = typeof content === 'string' ? content : JSON.stringify(content ?? {});
  const sent = settings.numericIccid ? raw.replace(/"iccid":"(\d+)"/g, '"iccid":$1') : raw;
  const forced = signature === undefined ? undefined : (signature as string | null);
  return courier.send(world, sent, settings, forced);
}
