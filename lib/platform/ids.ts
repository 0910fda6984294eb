/** Ids are a prefix and a ULID: sortable by creation, one double-click to select. */
import { ulid } from 'ulid';
import * as z from 'zod';

export const idPrefixes = {
  order: 'ord',
  esim: 'esm',
  vendor: 'ven',
  apiKey: 'key',
  transfer: 'trf',
  webhookEndpoint: 'whe',
  attempt: 'att',
} as const;
export type IdKind = keyof typeof idPrefixes;

const ulidPattern = '[0-9A-HJKMNP-TV-Z]{26}';

export const newId = (kind: IdKind, now: Date): string =>
  `${idPrefixes[kind]}_${ulid(now.getTime())}`;

/** A zod schema for an id of one kind, for path parameters and bodies. */
export const idSchema = (kind: IdKind) =>
  z
    .string()
    .regex(new RegExp(`^${idPrefixes[kind]}_${ulidPattern}$`), `not an id of kind ${kind}`)
    .meta({ examples: [`${idPrefixes[kind]}_01JDF3M5Q6R7S8T9V0W1X2Y3Z4`] });
