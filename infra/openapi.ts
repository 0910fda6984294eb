/**
 * The published contract, OpenAPI 3.1, from the registry. Webhooks that others send to us are not
 * for clients and stay out.
 */
import type { Auth } from '../lib/platform/actor.ts';
import { type Endpoint, errorsOf } from '../lib/platform/endpoint.ts';
import { errorExample, Problem } from './openapi/errors.ts';
import { headerComponents } from './openapi/headers.ts';
import { operationOf } from './openapi/operation.ts';
import { headerParameters } from './openapi/parameters.ts';
import { type Components, schemaOf } from './openapi/schemas.ts';
import { securityOf, securitySchemes } from './openapi/security.ts';
import { tagsOf } from './openapi/tags.ts';
import { webhooksSection } from './openapi/webhooks.ts';

/** `introduction` is Markdown: the guide that stands before the operations. */
export function openApiDocument(
  endpoints: Record<string, Endpoint>,
  introduction = 'Travel eSIMs for travellers and resellers.',
): object {
  const schemas: Components = {};
  schemaOf(Problem, 'output', schemas);
  const published = Object.entries(endpoints).filter(([, { auth }]) => auth.kind !== 'signature');
  const paths: Record<string, Record<string, object>> = {};
  for (const [key, endpoint] of published) {
    const operation = operationOf(key, endpoint, schemas);
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operation,
    };
  }
  const webhooks = webhooksSection(schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'TTelGo API',
      version: '1.0.0',
      summary: 'Travel eSIMs: catalogue, orders, installation, money, webhooks',
      description: introduction,
    },
    servers: [
      {
        url: '{baseUrl}',
        variables: {
          baseUrl: { default: '/', description: 'Origin of the API, https://api.ttelgo.com' },
        },
      },
    ],
    tags: tagsOf(published.map(([, { tag }]) => tag)),
    paths,
    webhooks,
    components: {
      schemas: sorted(schemas),
      securitySchemes: schemesOf(published.map(([, { auth }]) => auth)),
      parameters: headerParameters,
      headers: headerComponents,
      examples: examplesOf(published.map(([, endpoint]) => endpoint)),
    },
  };
}

const sorted = (schemas: Components): Components =>
  Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));

function schemesOf(auths: readonly Auth[]) {
  const used = new Set(auths.flatMap(securityOf).flatMap(Object.keys));
  return Object.fromEntries(Object.entries(securitySchemes).filter(([name]) => used.has(name)));
}

function examplesOf(published: readonly Endpoint[]) {
  const names = [...new Set(published.flatMap(errorsOf))].sort();
  return Object.fromEntries(names.map((name) => [name, errorExample(name)]));
}
