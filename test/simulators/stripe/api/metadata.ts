import { invalidParameter } from './error.ts';
import type { FormTree } from './form.ts';

const keysMax = 50;
const keyLengthMax = 40;
const valueLengthMax = 500;

/** What a request says of metadata: an empty value removes that key, '' instead of a map all. */
export type MetadataChange = Record<string, string> | '';

export function readMetadata(raw: string | FormTree, name: string): MetadataChange {
  if (raw === '') return '';
  if (typeof raw === 'string') throw invalidParameter('Invalid object', name);
  const change: Record<string, string> = {};
  for (const [key, value] of Object.entries(raw)) {
    const param = `${name}[${key}]`;
    if (typeof value !== 'string') {
      throw invalidParameter('Metadata values must be strings', param);
    }
    if (key.length > keyLengthMax) {
      const message = `Invalid metadata: keys can be up to ${keyLengthMax} characters long.`;
      throw invalidParameter(message, param);
    }
    if (value.length > valueLengthMax) {
      const message = `Metadata values can have up to ${valueLengthMax} characters, but you passed in a value that is ${value.length} characters.`;
      throw invalidParameter(message, param);
    }
    change[key] = value;
  }
  return change;
}

/** Takes the package's wider parameter type: over the wire every value arrived as text. */
export function changeMetadata(
  current: Record<string, string>,
  change: Record<string, string | number | null> | '' | null | undefined,
): Record<string, string> {
  if (change === '' || change === null) return {};
  const changed = { ...current };
  for (const [key, value] of Object.entries(change ?? {})) {
    if (value === '' || value === null) delete changed[key];
    else changed[key] = String(value);
  }
  if (Object.keys(changed).length > keysMax) {
    const message = `Metadata can have up to ${keysMax} keys.`;
    throw invalidParameter(message, 'metadata');
  }
  return changed;
}
