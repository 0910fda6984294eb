/** The parts of the published document that the page shows. */
import type { JsonSchema } from '../openapi/schemas.ts';

interface Reference {
  $ref?: string;
}

export interface Parameter extends Reference {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
}

export interface Media {
  schema?: JsonSchema;
  example?: unknown;
  examples?: Record<string, Example>;
}

export interface Example extends Reference {
  value: { code: string; name: string; title: string; retryable: boolean };
}

export interface Response {
  description: string;
  headers?: Record<string, Reference>;
  content?: Record<string, Media>;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Response>;
}

export interface Document {
  info: { title: string; version: string; description: string };
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  components: Record<string, Record<string, unknown>>;
}

/** What a `#/components/…` reference names, or the thing itself. */
export function resolved<T extends object>(document: Document, thing: T & Reference): T {
  if (thing.$ref === undefined) return thing;
  const [, , kind = '', name = ''] = thing.$ref.split('/');
  const { $ref: _, ...beside } = thing;
  // A description beside a reference goes before the component's own.
  return { ...(document.components[kind]?.[name] as T), ...beside };
}
