import { invalidParameter, missingParameter } from './error.ts';
import type { FormTree } from './form.ts';
import { readMetadata } from './metadata.ts';

/** How one parameter is read. `unmodelled` ones exist at Stripe but would silently do nothing here. */
export type Spec =
  | { kind: 'text'; max?: number; clearable?: boolean }
  | { kind: 'integer' }
  | { kind: 'boolean' }
  | { kind: 'word'; words: readonly string[]; clearable?: boolean }
  | { kind: 'texts'; clearable?: boolean }
  | { kind: 'metadata' }
  | { kind: 'range' }
  | { kind: 'group'; of: Record<string, Field> }
  | { kind: 'anything' }
  | { kind: 'unmodelled' };
export type Field = Spec & { required?: true };

/** One entry for every parameter of the package's type: a new or gone one fails the type check. */
export type Shape<P> = { readonly [Name in keyof Required<P>]: Field };

export const text: Spec = { kind: 'text', max: 5000 };
export const clearableText: Spec = { kind: 'text', max: 5000, clearable: true };
export const integer: Spec = { kind: 'integer' };
export const boolean: Spec = { kind: 'boolean' };
export const texts: Spec = { kind: 'texts' };
export const metadata: Spec = { kind: 'metadata' };
export const range: Spec = { kind: 'range' };
export const anything: Spec = { kind: 'anything' };
export const unmodelled: Spec = { kind: 'unmodelled' };
export const word = (...words: string[]): Spec => ({ kind: 'word', words });
export const group = (of: Record<string, Field>): Spec => ({ kind: 'group', of });
export const required = (spec: Spec): Field => ({ ...spec, required: true });
export const pagination = { limit: integer, starting_after: text, ending_before: text } as const;

/** The one cast from form text to the package's parameter type, after every name is checked. */
export function readParameters<P>(shape: Shape<P>, form: FormTree): P {
  return readGroup(shape as Record<string, Field>, form, '') as P;
}

function readGroup(shape: Record<string, Field>, form: FormTree, path: string): object {
  const name = (key: string) => (path === '' ? key : `${path}[${key}]`);
  for (const key of Object.keys(form)) {
    if (!Object.hasOwn(shape, key)) {
      const message = `Received unknown parameter: ${name(key)}`;
      throw invalidParameter(message, name(key), 'parameter_unknown');
    }
  }
  const read: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(shape)) {
    const raw = form[key];
    if (raw === undefined && field.required) throw missingParameter(name(key));
    if (raw !== undefined) read[key] = readValue(field, raw, name(key));
  }
  return read;
}

function readValue(spec: Spec, raw: string | FormTree, name: string): unknown {
  if (spec.kind === 'anything') return raw;
  if (spec.kind === 'unmodelled') {
    const message = `The simulator does not model the parameter ${name}.`;
    throw invalidParameter(message, name, 'simulator_unmodelled');
  }
  if (spec.kind === 'metadata') return readMetadata(raw, name);
  if (spec.kind === 'texts') return readTexts(spec, raw, name);
  if (spec.kind === 'range') return readRange(raw, name);
  if (spec.kind === 'group') {
    if (typeof raw === 'string') throw invalidParameter('Invalid object', name);
    return readGroup(spec.of, raw, name);
  }
  if (typeof raw !== 'string') throw invalidParameter(`Invalid ${name}: must be a value`, name);
  return readScalar(spec, raw, name);
}

type Scalar = Extract<Spec, { kind: 'text' | 'integer' | 'boolean' | 'word' }>;

function readScalar(spec: Scalar, raw: string, name: string): unknown {
  if (raw === '') {
    if ('clearable' in spec && spec.clearable) return '';
    const message = `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a field; however '${name}' cannot be unset. You should remove '${name}' from your request or supply a non-empty value.`;
    throw invalidParameter(message, name, 'parameter_invalid_empty');
  }
  if (spec.kind === 'integer') {
    if (/^-?\d{1,15}$/.test(raw)) return Number(raw);
    throw invalidParameter(`Invalid integer: ${raw}`, name, 'parameter_invalid_integer');
  }
  if (spec.kind === 'boolean') {
    if (raw === 'true' || raw === 'false') return raw === 'true';
    throw invalidParameter(`Invalid boolean: ${raw}`, name);
  }
  if (spec.kind === 'word') {
    if (spec.words.includes(raw)) return raw;
    const list = `${spec.words.slice(0, -1).join(', ')}, or ${spec.words.at(-1)}`;
    throw invalidParameter(`Invalid ${name}: must be one of ${list}`, name);
  }
  if (raw.length > (spec.max ?? 5000)) {
    const message = `Invalid string: ${raw.slice(0, 10)}...; must be at most ${spec.max} characters`;
    throw invalidParameter(message, name);
  }
  return raw;
}

function readTexts(spec: { clearable?: boolean }, raw: string | FormTree, name: string): unknown {
  if (raw === '' && spec.clearable) return '';
  if (typeof raw === 'string') throw invalidParameter('Invalid array', name);
  return Object.values(raw).map((item, index) => {
    if (typeof item === 'string') return item;
    throw invalidParameter('Invalid string', `${name}[${index}]`);
  });
}

/** `created=5` or `created[gte]=5`. */
function readRange(raw: string | FormTree, name: string): unknown {
  if (typeof raw === 'string') return readScalar({ kind: 'integer' }, raw, name);
  return readGroup({ gt: integer, gte: integer, lt: integer, lte: integer }, raw, name);
}
