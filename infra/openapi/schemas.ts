/**
 * JSON Schemas of the contract from the zod schemas. One with `.meta({ id })` becomes a component;
 * bodies and queries are described as the client sends them, answers as it gets them.
 */
import { z } from 'zod';
import { wordFor } from './words.ts';

export type JsonSchema = { [word: string]: unknown };
export type Components = Record<string, JsonSchema>;

/** The schema with `$ref`s into `components`, which it adds to. */
export function schemaOf(
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Components,
): JsonSchema {
  // Wrapped, so that a schema with an id of its own is referred to as well.
  const { properties, $defs } = z.toJSONSchema(z.object({ it: schema }), { io }) as unknown as {
    properties: { it: JsonSchema };
    $defs?: Components;
  };
  for (const [id, definition] of Object.entries($defs ?? {}))
    addComponent(components, id, tidied(definition, io));
  return tidied(properties.it, io);
}

function addComponent(components: Components, id: string, definition: JsonSchema): void {
  const known = components[id];
  if (known && JSON.stringify(known) !== JSON.stringify(definition))
    throw new Error(`two schemas have the id ${id}`);
  components[id] = definition;
}

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Leaves out what says nothing to a reader, and points to components. */
function tidied(schema: JsonSchema, io: 'input' | 'output'): JsonSchema {
  const words = Object.entries(schema).flatMap(([word, value]): [string, unknown][] => {
    if (word === '$ref')
      return [[word, String(value).replace('#/$defs/', '#/components/schemas/')]];
    if (word === 'minimum' && value === Number.MIN_SAFE_INTEGER) return [];
    if (word === 'maximum' && value === Number.MAX_SAFE_INTEGER) return [];
    // A pattern that only repeats the format, at length.
    if (word === 'pattern' && schema.format !== undefined) return [];
    // Answers may get new fields: a client that refuses them would break.
    if (word === 'additionalProperties' && value === false && io === 'output') return [];
    if (word === 'properties' && isSchema(value)) return [[word, propertiesOf(value, io)]];
    if (['items', 'additionalProperties', 'propertyNames'].includes(word))
      return [[word, inner(value, io)]];
    if (['anyOf', 'oneOf', 'allOf'].includes(word) && Array.isArray(value))
      return [[word, value.map((part) => inner(part, io))]];
    return [[word, value]];
  });
  return Object.fromEntries(words);
}

const inner = (value: unknown, io: 'input' | 'output') =>
  isSchema(value) ? tidied(value, io) : value;

const propertiesOf = (properties: JsonSchema, io: 'input' | 'output') =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const property = inner(value, io) as JsonSchema;
      const description = property.description ?? wordFor(name, property.type === 'array');
      return [name, description === undefined ? property : { ...property, description }];
    }),
  );
