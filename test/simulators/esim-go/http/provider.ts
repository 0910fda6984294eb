import { setTimeout as sleep } from 'node:timers/promises';
import { providerRoutes } from '../routes/provider-routes.ts';
import { settleOrders } from '../state/fulfil-order.ts';
import type { Version } from '../state/wire.ts';
import type { World } from '../state/world.ts';
import { type Fault, takeFault } from './faults.ts';
import { errorReply, message, type Reply, text } from './reply.ts';
import { type Call, match, type ProviderRoute } from './router.ts';
import { nowOf, type Simulation } from './simulation.ts';

export interface Incoming {
  method: string;
  path: string;
  query: URLSearchParams;
  apiKey: string | undefined;
  accept: string;
  sourceIp: string;
  rawBody: string;
}

/** No answer: the connection is cut, or stays open in silence. */
export type Outcome = Reply | 'drop' | 'hang';

/** One call of the provider's own API. Gate, fault before, effect, fault after: in this order. */
export async function answerProvider(simulation: Simulation, request: Incoming): Promise<Outcome> {
  const { world } = simulation;
  const [, version, path] = /^\/v(2\.[45])(\/.*)$/.exec(request.path) ?? [];
  const found = path && match(providerRoutes, request.method, path);
  if (!found || found.route.since > (version ?? '')) return message(404, 'Not Found');
  const { route, params } = found;
  count(world, route.template);
  const outage = takeFault(
    world,
    simulation.faults,
    { template: route.template, params, body: null },
    (kind) => kind === 'outage',
  );
  if (outage) return styled(world, route, message(503, 'Service Unavailable'));
  const gate = passGate(simulation, request, route);
  if (gate.refused) return styled(world, route, withHeaders(gate.refused, gate.headers));
  const outcome = await run(simulation, request, {
    route,
    params,
    version: version as Version,
  });
  return typeof outcome === 'string'
    ? outcome
    : withHeaders(styled(world, route, outcome), gate.headers);
}

/** The limiter stands in front of the key check: refused keys use up tokens too. */
function passGate(simulation: Simulation, request: Incoming, { template }: ProviderRoute) {
  const { world, limiter } = simulation;
  const { rateLimitPerSecond, requestCosts, apiKey, allowedIps, orderErrorsAsText } =
    world.settings;
  const cost = requestCosts[template] ?? 1;
  const gate = limiter.admit(request.sourceIp, cost, rateLimitPerSecond, nowOf(simulation));
  if (gate.refused) world.tally.rateLimited += 1;
  const known = request.apiKey === apiKey;
  const admitted = allowedIps === null || allowedIps.includes(request.sourceIp);
  if (gate.refused || (known && admitted)) return gate;
  const unauthorized = !known && orderErrorsAsText && template === 'POST /orders';
  const refused = unauthorized ? message(401, 'Unauthorized') : message(403, 'Forbidden');
  return { ...gate, refused };
}

async function run(
  simulation: Simulation,
  request: Incoming,
  found: { route: ProviderRoute; params: Record<string, string>; version: Version },
): Promise<Outcome> {
  const { route, params } = found;
  const { world, courier } = simulation;
  const body = parse(request.rawBody);
  const subject = { template: route.template, params, body };
  const fault = takeFault(world, simulation.faults, subject, (kind) => kind !== 'outage');
  await pause(latencyOf(world, route.template));
  const early = fault && (await before(fault));
  if (early) {
    if (fault.kind === 'refuse' && route.template === 'POST /orders')
      world.tally.refusedOrders += 1;
    return early;
  }
  const now = nowOf(simulation);
  settleOrders(world, now);
  const short = fault?.kind === 'short' ? { by: fault.by, persist: fault.persist } : null;
  const { query, accept, sourceIp } = request;
  const call = { world, now, version: found.version, params, query, body, accept, sourceIp, short };
  const reply = perform(route, call);
  courier.dispatch(world);
  return fault ? after(fault, reply) : reply;
}

/** Synchronous from check to effect: nothing else can come in between. */
function perform(route: ProviderRoute, call: Call): Reply {
  try {
    return route.handle(call);
  } catch (error) {
    return errorReply(error);
  }
}

async function before(fault: Fault): Promise<Outcome | null> {
  if (fault.kind === 'drop-before') return 'drop';
  if (fault.kind === 'status-before') return statusReply(fault.status);
  if (fault.kind === 'refuse') return message(fault.status, fault.message);
  if (fault.kind === 'delay-before') await pause(fault.delayMs);
  return null;
}

async function after(fault: Fault, reply: Reply): Promise<Outcome> {
  if (fault.kind === 'drop-after') return 'drop';
  if (fault.kind === 'hang') return 'hang';
  if (fault.kind === 'status-after') return statusReply(fault.status);
  if (fault.kind === 'garbage') return text('<html>upstream said OK</html>', 'application/json');
  if (fault.kind === 'delay') await pause(fault.delayMs);
  return reply;
}

function statusReply(status: number): Reply {
  if (status === 429) return message(429, 'Rate limit exceeded', { 'Retry-After': '1' });
  return message(status, status === 503 ? 'Service Unavailable' : 'fault injected');
}

/** The schema declares errors of POST /orders as text; the guide says JSON. The setting decides. */
function styled(world: World, { template }: ProviderRoute, reply: Reply): Reply {
  const wanted = world.settings.orderErrorsAsText && template === 'POST /orders';
  if (!wanted || ![400, 401, 503].includes(reply.status)) return reply;
  const words = String(JSON.parse(reply.body).message);
  return { ...reply, body: words, headers: { ...reply.headers, 'Content-Type': 'text/plain' } };
}

function withHeaders(reply: Reply, headers: Record<string, string>): Reply {
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

function count({ tally }: World, template: string) {
  tally.requests[template] = (tally.requests[template] ?? 0) + 1;
  if (template.startsWith('GET /catalogue')) tally.catalogueRequests += 1;
}

function latencyOf({ settings, chance }: World, template: string): number {
  const latency = settings.latencyMs[template] ?? settings.latencyMs['*'] ?? 0;
  if (typeof latency === 'number') return latency;
  return latency[0] + chance() * (latency[1] - latency[0]);
}

async function pause(milliseconds: number) {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { ref: false });
}

/** A body that is no JSON becomes undefined; the routes that need one then answer 400. */
function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}
