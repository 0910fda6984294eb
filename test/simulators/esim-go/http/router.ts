import type { Version } from '../state/wire.ts';
import type { World } from '../state/world.ts';
import type { Reply } from './reply.ts';

/** What a route gets to see of one request. */
export interface Call {
  world: World;
  now: number;
  version: Version;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  accept: string;
  sourceIp: string;
  /** Set by the fault `short`: answer with fewer eSIMs, or really deliver fewer. */
  short: { by: number; persist: boolean } | null;
}

export interface ProviderRoute {
  /** `METHOD /route-template`: also the key of statistics, latencies and faults. */
  template: string;
  since: Version;
  handle(call: Call): Reply;
}

export function route(
  template: string,
  handle: (call: Call) => Reply,
  since: Version = '2.4',
): ProviderRoute {
  return { template, since, handle };
}

/** First match wins: literal paths stand before those with parameters. */
export function match<Found extends { template: string }>(
  routes: Found[],
  method: string,
  path: string,
): { route: Found; params: Record<string, string> } | null {
  const segments = path.split('/');
  for (const candidate of routes) {
    const [verb, template = ''] = candidate.template.split(' ');
    const params = verb === method ? matchPath(template.split('/'), segments) : null;
    if (params) return { route: candidate, params };
  }
  return null;
}

function matchPath(template: string[], segments: string[]): Record<string, string> | null {
  if (template.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{') && segment !== '') params[part.slice(1, -1)] = decode(segment);
    else if (part !== segment) return null;
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
