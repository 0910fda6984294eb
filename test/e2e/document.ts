/** The published contract, and whether an answer keeps it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { projectRoot } from '../../infra/local/paths.ts';
import type { Answer } from './client.ts';

type Schema = Record<string, unknown>;
type Content = Record<string, { schema?: Schema }>;

interface Document {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { headers?: object; content?: Content }> }>
  >;
  webhooks: Record<string, { post: { requestBody: { content: Content } } }>;
  components: { schemas: Record<string, Schema> };
}

const file = join(projectRoot, 'docs/openapi.json');
export const document = JSON.parse(readFileSync(file, 'utf8')) as Document;

/** Refuses what the document does not name: an answer must not say more than its contract. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, each]) => [key, closed(each)]);
  const inner = Object.fromEntries(entries) as Schema;
  return inner.type === 'object' && 'properties' in inner
    ? { additionalProperties: false, ...inner }
    : inner;
}

const local = (schema: unknown): Schema =>
  JSON.parse(JSON.stringify(closed(schema)).replaceAll('#/components/schemas/', '#/$defs/'));
const $defs = local(document.components.schemas);

/** What is wrong with a value by a schema of the document; '' when nothing is. */
export function faultsOf(schema: Schema, value: unknown): string {
  const checked = z.fromJSONSchema({ ...local(schema), $defs } as never).safeParse(value);
  return checked.success ? '' : z.prettifyError(checked.error);
}

/** The answer is one that the operation documents: status, headers, media type, body. */
export function expectDocumented(method: string, template: string, answer: Answer<unknown>): void {
  const { status, headers, body } = answer;
  const response = document.paths[template]?.[method.toLowerCase()]?.responses[status];
  if (!response) throw new Error(`${method} ${template} does not document ${status}`);
  const sent = [...headers.keys()];
  // A first answer is no replay.
  const promised = Object.keys(response.headers ?? {}).filter((name) => !/replayed/i.test(name));
  expect(promised).toContain('X-Correlation-Id');
  expect(sent).toEqual(expect.arrayContaining(promised.map((name) => name.toLowerCase())));
  if (!response.content) {
    expect(body).toBe('');
    return;
  }
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  expect(Object.keys(response.content)).toContain(type);
  const { schema } = response.content[type] ?? {};
  if (schema) expect(faultsOf(schema, body)).toBe('');
}
