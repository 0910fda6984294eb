import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { consumers, endpoints, jobs, streams } from '../../../functions/registry.ts';
import { operationIdOf } from '../../../infra/openapi/operation.ts';
import { errorNames, errorRow } from '../../../lib/platform/errors.ts';

const root = join(import.meta.dirname, '../../..');

test.each([
  ['route', endpoints],
  ['consumer', consumers],
  ['job', jobs],
  ['stream', streams],
])('every %s file is registered under its path, and nothing else is', (trigger, record) => {
  const files = globSync(`functions/**/*.${trigger}.ts`, { cwd: root })
    .map((file) => file.replace('functions/', '').replace(`.${trigger}.ts`, ''))
    .sort();
  expect(files.length).toBeGreaterThan(0);
  expect(Object.keys(record).sort()).toEqual(files);
});

test.each(Object.entries(endpoints))(
  '%s is the endpoint of its own file',
  async (key, endpoint) => {
    const route = (await import(`../../../functions/${key}.route.ts`)) as {
      endpoint: unknown;
      handler: unknown;
    };
    expect(route.endpoint).toBe(endpoint);
    expect(typeof route.handler).toBe('function');
  },
);

test('the registry can be imported in an empty environment', () => {
  const script = "const r = await import('./functions/registry.ts'); console.log(Object.keys(r))";
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: {},
    encoding: 'utf8',
  });
  expect(output).toContain('endpoints');
});

test('paths are unique by method, and stand under /api/v1 except for operations', () => {
  const routes = Object.values(endpoints).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(routes).size).toBe(routes.length);
  const outside = routes.filter((route) => !/^[A-Z]+ \/api\/v1\//.test(route)).sort();
  expect(outside).toEqual(['GET /docs', 'GET /health', 'GET /ready']);
});

test('keys give unique operation ids', () => {
  expect(operationIdOf('orders/vendor-create')).toBe('ordersVendorCreate');
  const ids = Object.keys(endpoints).map(operationIdOf);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(Object.entries(endpoints))('%s says who may call it and what it needs', (_, endpoint) => {
  expect(endpoint.auth.kind).toBeTruthy();
  expect(endpoint.impact.length).toBeGreaterThan(5);
  const named = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  expect(Object.keys(endpoint.params?.shape ?? {})).toEqual(named);
  const statuses = Object.keys(endpoint.responses).map(Number);
  expect(statuses.some((status) => status < 300)).toBe(true);
  if (endpoint.method === 'GET') expect(endpoint.body).toBeUndefined();
});

test('whatever takes payment or a purchase requires an idempotency key', () => {
  const buying = Object.values(endpoints).filter(
    ({ method, auth }) => method === 'POST' && auth.kind !== 'signature',
  );
  expect(buying.length).toBeGreaterThan(0);
  for (const endpoint of buying)
    expect([endpoint.path, endpoint.idempotency]).toContain('required');
});

test('error codes are unique', () => {
  const codes = errorNames.map((name) => errorRow(name).code);
  expect(new Set(codes).size).toBe(codes.length);
});
