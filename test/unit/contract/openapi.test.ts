import type { z } from 'zod';
import { exampleOf, webhookExample } from '../../../infra/openapi/examples.ts';
import { operationIdOf } from '../../../infra/openapi/operation.ts';
import { wordFor, wordNames } from '../../../infra/openapi/words.ts';
import { resolved } from '../../../infra/reference/document.ts';
import { errorsOf } from '../../../lib/platform/endpoint.ts';
import { errorRow } from '../../../lib/platform/errors.ts';
import { OrderWebhook } from '../../../lib/webhooks/message.ts';
import { document, type Json, objectsOf, operations, published } from './document.ts';
import { enums } from './enums.ts';

const text = JSON.stringify(document);
const operationOf = (key: string) =>
  operations.find(({ operation }) => operation.operationId === operationIdOf(key))!.operation;
const parameterNames = (key: string) =>
  operationOf(key).parameters.map((one) => resolved(document, one).name);

test('it is OpenAPI 3.1 and has every endpoint that clients may call, once', () => {
  expect(document.openapi).toBe('3.1.0');
  const ids = operations.map(({ operation }) => operation.operationId).sort();
  expect(ids).toEqual(published.map(([key]) => operationIdOf(key)).sort());
  expect(Object.keys(document.paths)).not.toContain('/api/v1/webhooks/stripe');
});

test('every reference resolves, and every component is referred to', () => {
  const references = [...objectsOf(document)].flatMap(([, { $ref }]) =>
    typeof $ref === 'string' ? [$ref] : [],
  );
  expect(references.length).toBeGreaterThan(100);
  const components = Object.entries(document.components).flatMap(([kind, all]) =>
    Object.keys(all).map((name) => `#/components/${kind}/${name}`),
  );
  for (const reference of references) expect(components).toContain(reference);
  const unused = components.filter((one) => !references.includes(one));
  expect(unused.filter((one) => !one.startsWith('#/components/securitySchemes/'))).toEqual([]);
});

test('numbers are integers everywhere, money above all', () => {
  const floats = [...objectsOf(document)].filter(([, { type }]) =>
    [type].flat().includes('number'),
  );
  expect(floats.map(([path]) => path)).toEqual([]);
  const { amount } = (document.components.schemas!.Money as { properties: Json })
    .properties as Record<string, Json>;
  expect(amount!.type).toBe('integer');
});

test('no provider, no secret and no inner field is told', () => {
  expect(text).not.toMatch(/esim[-_ ]?go/i);
  expect(text).not.toMatch(
    /whsec_[A-Za-z0-9+/]{8}|sk_(live|test)_|ttg_(live|test)_[0-9A-Za-z]{10}/,
  );
  const names = [...objectsOf(document.components.schemas)].flatMap(([, { properties }]) =>
    Object.keys((properties ?? {}) as Json),
  );
  expect(names).toContain('unitPrice');
  const inner =
    /^(cost|markup|ownerKey|pk|sk|by|version|hash|holdId|attempt|paymentIntentId|provider[A-Z].*)$/;
  expect(names.filter((name) => inner.test(name))).toEqual([]);
  // The card payment names who takes it, because the client needs that one's library.
  expect(names.filter((name) => name === 'provider')).toHaveLength(1);
});

test('every field has a meaning, and no word is kept for nothing', () => {
  const fields = [...objectsOf(document.components.schemas)].flatMap(([path, { properties }]) =>
    Object.entries((properties ?? {}) as Record<string, Json>).map(([name, field]) => {
      const { description } = resolved(document, field);
      return { place: `${path}.${name}`, name, description, isList: field.type === 'array' };
    }),
  );
  expect(fields.filter(({ description }) => !description).map(({ place }) => place)).toEqual([]);
  const used = fields.filter((one) => one.description === wordFor(one.name, one.isList));
  const names = used.map(({ name, isList }) => (isList ? `${name}[]` : name));
  expect([...new Set(names)].sort()).toEqual(wordNames.toSorted());
});

test('enumerations change only on purpose', () => {
  const found = [...objectsOf(document.components.schemas)]
    .filter(([, schema]) => Array.isArray(schema.enum))
    .map(([path, schema]) => [path.replaceAll('properties.', ''), schema.enum]);
  expect(Object.fromEntries(found)).toEqual(enums);
});

describe.each(published)('%s', (key, endpoint) => {
  test('declares exactly its answers and the status of each of its errors', () => {
    const { responses } = operationOf(key);
    const statuses = new Set([
      ...Object.keys(endpoint.responses),
      ...errorsOf(endpoint).map((name) => String(errorRow(name).status)),
    ]);
    expect(Object.keys(responses).sort()).toEqual([...statuses].sort());
    for (const name of errorsOf(endpoint)) {
      const response = responses[errorRow(name).status]!;
      expect(response.description).toContain(`\`${errorRow(name).code}\` ${name}`);
      expect(response.content!['application/problem+json']!.examples).toHaveProperty(name);
    }
    for (const status of ['429', '503'])
      expect(responses[status]!.headers).toHaveProperty('Retry-After');
  });

  test('asks for what its auth admits', () => {
    const { security } = operationOf(key);
    const expected = {
      public: [],
      vendor: [{ apiKey: ['scope' in endpoint.auth ? endpoint.auth.scope : ''] }],
      customer: [{ customerToken: [] }],
      customerOrGuest: [{ customerToken: [] }, {}],
      customerOrLink: [{ customerToken: [] }, { linkToken: [] }],
      staff: [{ staffToken: 'roles' in endpoint.auth ? endpoint.auth.roles : [] }],
      signature: undefined,
    }[endpoint.auth.kind];
    expect(security).toEqual(expected);
  });

  test('names every parameter that it takes', () => {
    const names = parameterNames(key);
    const taken = [
      ...Object.keys(endpoint.params?.shape ?? {}),
      ...Object.keys(endpoint.query?.shape ?? {}),
      ...(endpoint.idempotency ? ['Idempotency-Key'] : []),
      ...(endpoint.responses[304] ? ['If-None-Match'] : []),
      'X-Correlation-Id',
    ];
    expect(names).toEqual(taken);
  });

  test('shows an example that its own schema takes', () => {
    const parts: [string, z.ZodType | undefined][] = [
      ['body', endpoint.body],
      ...Object.entries(endpoint.responses).map(
        ([status, { schema }]): [string, z.ZodType | undefined] => [status, schema],
      ),
    ];
    for (const [part, schema] of parts) {
      if (!schema) continue;
      const example = exampleOf(key, part, schema);
      expect([part, example]).not.toEqual([part, undefined]);
      const parsed = schema.parse(example);
      // Nothing in an example that the contract does not name.
      if (part !== 'body') expect(parsed).toEqual(example);
    }
  });
});

test('an answer with a body says so by type, and none refuses new fields', () => {
  for (const { operation } of operations)
    for (const [status, { content }] of Object.entries(operation.responses))
      if (status !== '304') expect(Object.keys(content ?? {}).length).toBeGreaterThan(0);
  const order = document.components.schemas!.Order as Json;
  const request = document.components.schemas!.VendorOrderRequest as Json;
  expect(order).not.toHaveProperty('additionalProperties');
  expect(request.additionalProperties).toBe(false);
  expect(request.required).toEqual(['bundleCode', 'quantity']);
});

test('queries are described as numbers and flags with bounds and defaults', () => {
  const { parameters } = operationOf('catalogue/list');
  const schemaOf = (name: string) => parameters.find((one) => one.name === name)!;
  expect(schemaOf('limit')).toMatchObject({
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  });
  expect(schemaOf('unlimited').schema).toEqual({ type: 'boolean' });
  expect(schemaOf('sort').schema).toMatchObject({ type: 'string', default: 'price' });
});

test('webhooks are those that are sent, with examples of their own type', () => {
  const types = OrderWebhook.shape.type.options;
  expect(Object.keys(document.webhooks)).toEqual([...types]);
  for (const type of types) {
    const message = OrderWebhook.parse(webhookExample(type));
    expect(message).toEqual(webhookExample(type));
    expect(`order.${message.data.status.toLowerCase()}`).toBe(type);
    const headers = document.webhooks[type]!.post.parameters.map(({ name }) => name);
    expect(headers).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
  }
});

test('tags are described and used', () => {
  const used = new Set(operations.flatMap(({ operation }) => operation.tags));
  expect(document.tags.map(({ name }) => name).sort()).toEqual([...used, 'Webhooks'].sort());
});
