import type { WireBundle } from '../state/bundle.ts';
import type { Json } from '../state/json.ts';
import { refuse } from '../state/refusal.ts';
import type { World } from '../state/world.ts';

type Kind = 'string' | 'number' | 'boolean' | 'array';

const fields: Record<keyof WireBundle | 'retired', Kind> = {
  name: 'string',
  description: 'string',
  groups: 'array',
  countries: 'array',
  roamingEnabled: 'array',
  dataAmount: 'number',
  duration: 'number',
  speed: 'array',
  autostart: 'boolean',
  unlimited: 'boolean',
  price: 'number',
  billingType: 'string',
  profileName: 'string',
  allowances: 'array',
  retired: 'boolean',
};

/** A new bundle needs at least a price: a typing error in a name must not invent one. */
export function readBundleChange(world: World, name: string, body: Json) {
  for (const [key, value] of Object.entries(body)) {
    if (!Object.hasOwn(fields, key)) refuse(400, `unknown bundle field ${key}`);
    const kind = Array.isArray(value) ? 'array' : typeof value;
    if (kind !== fields[key as keyof typeof fields]) refuse(400, `bad value for ${key}`);
  }
  if (!world.catalogue.has(name) && body.price === undefined) {
    refuse(400, `bundle ${name} is new and needs a price`);
  }
  return body as Partial<WireBundle> & { retired?: boolean };
}
