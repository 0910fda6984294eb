import type { Context } from '../account/context.ts';
import type { Field, Shape } from './parameters.ts';

interface Endpoint {
  shape: Record<string, Field>;
  run: (context: Context, params: unknown, id: string) => object;
}

export interface Route {
  method: 'GET' | 'POST';
  /** As in the documentation: `/v1/refunds/{refund}/cancel`. At most one id in a path. */
  template: string;
  secret: Endpoint;
  /** Present where a publishable key with a client secret will do. */
  client?: Endpoint;
}

/** Ties the parameter table and the operation to one parameter type. */
export function endpoint<P>(
  shape: Shape<P>,
  run: (context: Context, params: P, id: string) => object,
): Endpoint {
  return {
    shape: shape as Record<string, Field>,
    run: (context, params, id) => run(context, params as P, id),
  };
}

export function route(
  method: 'GET' | 'POST',
  template: string,
  secret: Endpoint,
  client?: Endpoint,
): Route {
  return client === undefined ? { method, template, secret } : { method, template, secret, client };
}

export function matchPath(template: string, path: string): string | null {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  let id = '';
  for (const [index, part] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (part.startsWith('{') && actual !== '') id = decodeURIComponent(actual);
    else if (part !== actual) return null;
  }
  return id;
}

export function routeName(found: Route): string {
  return `${found.method} ${found.template}`;
}

/** Whether a setting or fault for "POST /v1/refunds", "/v1/refunds" or "*" meets this route. */
export function appliesTo(pattern: string, name: string): boolean {
  return pattern === '*' || pattern === name || name.endsWith(` ${pattern}`);
}
