/** A schema as a table of its fields, nested ones by their path. */
import type { JsonSchema } from '../openapi/schemas.ts';
import { type Document, resolved } from './document.ts';
import { type Html, html, table } from './html.ts';
import { inline } from './markdown.ts';

interface Field {
  path: string;
  schema: JsonSchema;
  required: boolean;
}

export function fieldsTable(document: Document, schema: JsonSchema): Html {
  const rows = fieldsOf(document, schema, '').map(({ path, schema: field, required }) => [
    html`<code>${path}</code>${required ? undefined : html` <i>optional</i>`}`,
    html`${typeOf(document, field)}`,
    meaning(document, field),
  ]);
  return table(['Field', 'Type', 'Meaning'], rows);
}

function fieldsOf(document: Document, given: JsonSchema, prefix: string): Field[] {
  const schema = solid(document, given);
  if (schema.type === 'array')
    return fieldsOf(document, schema.items as JsonSchema, `${prefix.replace(/\.$/, '')}[].`);
  const required = (schema.required ?? []) as string[];
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = prefix + name;
    const field = { path, schema: property, required: required.includes(name) };
    // Money explains itself once, in the guide.
    return isMoney(document, property)
      ? [field]
      : [field, ...fieldsOf(document, property, `${path}.`)];
  });
}

/** Without reference and without null. */
function solid(document: Document, schema: JsonSchema): JsonSchema {
  const own = resolved(document, schema);
  const options = own.anyOf as JsonSchema[] | undefined;
  const [only] = options?.filter(({ type }) => type !== 'null') ?? [];
  return only ? { ...resolved(document, only), ...own } : own;
}

const isMoney = (document: Document, schema: JsonSchema) =>
  JSON.stringify(Object.keys((solid(document, schema).properties ?? {}) as object)) ===
  '["amount","currency"]';

export function typeOf(document: Document, given: JsonSchema): string {
  const schema = solid(document, given);
  const nullable = hasNull(given.anyOf) || isNullList(schema.type);
  const base = isMoney(document, given) ? 'money' : baseType(document, schema);
  return nullable ? `${base} or null` : base;
}

const hasNull = (options: unknown) =>
  Array.isArray(options) && options.some(({ type }: JsonSchema) => type === 'null');
const isNullList = (type: unknown) => Array.isArray(type) && type.includes('null');

function baseType(document: Document, schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `list of ${typeOf(document, schema.items as JsonSchema)}`;
  if (schema.format === 'date-time') return 'time';
  if (schema.format === 'uri') return 'URL';
  if (schema.format === 'email') return 'e-mail';
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  return String(type ?? 'any');
}

/** Description, allowed values and bounds. */
export function meaning(document: Document, given: JsonSchema): Html {
  const schema = solid(document, given);
  const values = schema.enum as unknown[] | undefined;
  return html`${[
    typeof schema.description === 'string' ? html`${inline(schema.description)} ` : undefined,
    values
      ? html`<span class="values">${values.map((one) => html`<code>${String(one)}</code> `)}</span>`
      : undefined,
    schema.const === undefined ? bounds(schema) : undefined,
  ]}`;
}

function bounds(schema: JsonSchema): Html | undefined {
  const { minimum, maximum, minLength, maxLength, pattern, default: preset } = schema;
  const said = [
    range(minimum, maximum, ''),
    range(minLength, maxLength, ' characters'),
    pattern === undefined ? undefined : `matches ${pattern}`,
    preset === undefined ? undefined : `default ${JSON.stringify(preset)}`,
  ].filter((text) => text !== undefined);
  return said.length === 0 ? undefined : html`<small>${said.join('; ')}</small>`;
}

function range(low: unknown, high: unknown, unit: string): string | undefined {
  if (low === undefined && high === undefined) return undefined;
  if (high === undefined) return `at least ${low}${unit}`;
  return low === undefined ? `at most ${high}${unit}` : `${low} to ${high}${unit}`;
}
