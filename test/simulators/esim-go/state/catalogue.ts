import { type Bundle, dataAllowance, type WireBundle } from './bundle.ts';
import { refuse } from './refusal.ts';
import { toDecimal, toMinor, type Version } from './wire.ts';
import type { World } from './world.ts';

export function readCatalogue(bundles: readonly WireBundle[]): Map<string, Bundle> {
  return new Map(bundles.map((bundle) => [bundle.name, readBundle(bundle)]));
}

function readBundle({ price, profileName, allowances, ...bundle }: WireBundle): Bundle {
  return {
    ...bundle,
    priceMinor: toMinor(price),
    profileName: profileName ?? 'Profile 1',
    allowances: allowances ?? [dataAllowance(bundle.dataAmount, bundle.unlimited)],
  };
}

/** Names are case-sensitive. Which code an unknown one gets is not documented: 400, as in orders. */
export function requireBundle(world: World, name: string): Bundle {
  const bundle = world.catalogue.get(name);
  if (!bundle || world.retired.has(name)) refuse(400, `bundle ${name} not found`);
  return bundle;
}

export function bundleView(bundle: Bundle, version: Version, single = false) {
  const { priceMinor, profileName, allowances, groups, ...fields } = bundle;
  return {
    ...fields,
    ...(single ? { group: groups } : { groups }),
    price: toDecimal(priceMinor),
    ...(version === '2.5' ? { profileName, allowances } : {}),
  };
}

/** For the controls: changes a bundle, retires it, or adds a new one. */
export function alterBundle(
  world: World,
  name: string,
  { retired, ...change }: Partial<WireBundle> & { retired?: boolean },
): Bundle {
  const current = world.catalogue.get(name);
  const wire: WireBundle = current
    ? { ...current, price: toDecimal(current.priceMinor), ...change, name }
    : { ...newBundle(name), ...change, name };
  const stale = change.dataAmount !== undefined || change.unlimited !== undefined;
  if (stale && !change.allowances)
    wire.allowances = [dataAllowance(wire.dataAmount, wire.unlimited)];
  const { priceMinor: _, ...clean } = wire as WireBundle & { priceMinor?: number };
  const bundle = readBundle(clean);
  world.catalogue.set(name, bundle);
  if (retired === true) world.retired.add(name);
  if (retired === false) world.retired.delete(name);
  return bundle;
}

function newBundle(name: string): WireBundle {
  return {
    name,
    description: name,
    groups: ['Standard Fixed'],
    countries: [{ name: 'Netherlands', region: 'Europe', iso: 'NL' }],
    roamingEnabled: [],
    dataAmount: 1000,
    duration: 7,
    speed: [],
    autostart: false,
    unlimited: false,
    price: 1,
    billingType: 'FixedCost',
  };
}
