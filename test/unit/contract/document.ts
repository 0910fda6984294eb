/** The published document as tests read it, and a walk over everything in it. */
import { endpoints } from '../../../functions/registry.ts';
import { openApiDocument } from '../../../infra/openapi.ts';
import type { Document } from '../../../infra/reference/document.ts';

export const document = JSON.parse(JSON.stringify(openApiDocument(endpoints))) as Document & {
  openapi: string;
};

export type Json = { [word: string]: unknown };

/** Every object of a tree with its path, words joined by dots. */
export function* objectsOf(value: unknown, path = ''): Generator<[string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Json];
  for (const [word, inner] of Object.entries(value))
    yield* objectsOf(inner, path === '' ? word : `${path}.${word}`);
}

export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

/** Registry entries that clients may know of. */
export const published = Object.entries(endpoints).filter(
  ([, { auth }]) => auth.kind !== 'signature',
);
