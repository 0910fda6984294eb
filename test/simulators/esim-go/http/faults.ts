import { isObject, type Json } from '../state/json.ts';
import { refuse } from '../state/refusal.ts';
import type { World } from '../state/world.ts';

const faultKinds = [
  'drop-before',
  'drop-after',
  'status-before',
  'status-after',
  'delay',
  'delay-before',
  'refuse',
  'short',
  'garbage',
  'hang',
  'outage',
] as const;

export interface Fault {
  route: string;
  kind: (typeof faultKinds)[number];
  /** null: until cleared. */
  remaining: number | null;
  probability: number;
  status: number;
  delayMs: number;
  message: string;
  by: number;
  persist: boolean;
  match: { item?: string; type?: string };
}

const keys = [
  'route',
  'kind',
  'times',
  'probability',
  'status',
  'delayMs',
  'message',
  'by',
  'persist',
  'match',
];

export function readFault(body: unknown): Fault {
  if (!isObject(body)) refuse(400, 'body must be a JSON object');
  const unknown = Object.keys(body).find((key) => !keys.includes(key));
  if (unknown) refuse(400, `unknown fault key ${unknown}`);
  const kind = faultKinds.find((known) => known === body.kind);
  if (!kind) refuse(400, `kind must be one of ${faultKinds.join(', ')}`);
  const route = body.route ?? (kind === 'outage' ? '*' : undefined);
  if (typeof route !== 'string') refuse(400, 'route must be a template such as "POST /orders"');
  const number = (key: string, fallback: number) => numberOf(body, key, fallback);
  return {
    route,
    kind,
    remaining: timesOf(body, kind),
    probability: number('probability', 1),
    status: number('status', kind === 'refuse' ? 400 : 503),
    delayMs: number('delayMs', 1000),
    message: typeof body.message === 'string' ? body.message : 'order refused',
    by: number('by', 1),
    persist: body.persist === true,
    match: isObject(body.match) ? body.match : {},
  };
}

/** Once, unless a probability asks for weather instead of an accident; an outage lasts until cleared. */
function timesOf(body: Json, kind: Fault['kind']): number | null {
  if (body.times !== undefined) return numberOf(body, 'times', 1);
  return kind === 'outage' || body.probability !== undefined ? null : 1;
}

function numberOf(body: Json, key: string, fallback: number): number {
  const value = body[key] ?? fallback;
  if (typeof value !== 'number' || !(value >= 0)) refuse(400, `${key} must be a number`);
  return value;
}

/** Takes the first fault that fits; each use counts down and shows in the statistics. */
export function takeFault(
  world: World,
  faults: Fault[],
  request: { template: string; params: Record<string, string>; body: unknown },
  kinds: (kind: Fault['kind']) => boolean,
): Fault | null {
  const fault = faults.find(
    (candidate) =>
      kinds(candidate.kind) &&
      candidate.remaining !== 0 &&
      fits(candidate, request) &&
      (candidate.probability >= 1 || world.chance() < candidate.probability),
  );
  if (!fault) return null;
  if (fault.remaining !== null) fault.remaining -= 1;
  world.tally.faultsInjected[fault.kind] = (world.tally.faultsInjected[fault.kind] ?? 0) + 1;
  return fault;
}

function fits(
  { kind, route, match }: Fault,
  { template, params, body }: { template: string; params: Record<string, string>; body: unknown },
): boolean {
  if (kind === 'outage') return true;
  if (route !== '*' && route !== template) return false;
  if (template === 'POST /orders' && !fitsOrderType(match.type, body)) return false;
  return match.item === undefined || itemsIn(params, body).includes(match.item);
}

/** A quote before the order must not use up the fault meant for the order: `transaction` unless told otherwise. */
function fitsOrderType(type: string | undefined, body: unknown): boolean {
  return type === '*' || (isObject(body) && body.type === (type ?? 'transaction'));
}

function itemsIn(params: Record<string, string>, body: unknown): unknown[] {
  const fields = isObject(body) ? body : {};
  const lines = [fields.order, fields.bundles].flatMap((list) => (Array.isArray(list) ? list : []));
  const named = lines.flatMap((line) => (isObject(line) ? [line.item, line.name] : []));
  return [fields.name, params.name, params.bundle, ...named];
}
