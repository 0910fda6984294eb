/** Bundles as callers see them. Nothing here knows cost, groups or the provider. */
import * as z from 'zod';
import { Money } from '../platform/money.ts';
import { type Bundle, bundleStatuses, bundleTypes, type Tier } from './bundle.ts';
import { countryName } from './country.ts';
import { priceFor } from './read.ts';
import type { ListedBundle, Listing } from './snapshot.ts';

export const CountryRef = z
  .object({ code: z.string(), name: z.string() })
  .meta({ id: 'CountryRef', examples: [{ code: 'FR', name: 'France' }] });

export const BundleView = z
  .object({
    object: z.literal('bundle'),
    code: z.string().meta({ description: 'What an order names' }),
    name: z.string(),
    type: z.enum(bundleTypes),
    countries: z.array(CountryRef),
    regions: z.array(z.string()).meta({ description: 'Codes of GET /regions' }),
    data: z
      .object({
        unlimited: z.boolean(),
        bytes: z.int().nullable().meta({ description: 'null when unlimited' }),
      })
      .meta({ description: '1 GB = 1,000,000,000 bytes' }),
    durationDays: z.int(),
    speeds: z.array(z.string()).meta({ description: 'Network generations; empty = not stated' }),
    autostart: z.boolean().meta({
      description: 'Starts when bought; otherwise with its first use in a covered country',
    }),
    price: Money.nullable().meta({ description: 'Unit price; null when it cannot be bought' }),
    status: z.enum(bundleStatuses),
  })
  .meta({
    id: 'Bundle',
    description: 'A sellable data plan: area, data, days',
    examples: [
      {
        object: 'bundle',
        code: 'esim_1GB_7D_FR_V2',
        name: '1GB, 7 Days, France',
        type: 'LOCAL',
        countries: [{ code: 'FR', name: 'France' }],
        regions: ['EUROPE'],
        data: { unlimited: false, bytes: 1_000_000_000 },
        durationDays: 7,
        speeds: ['4G', '5G'],
        autostart: false,
        price: { amount: 241, currency: 'USD' },
        status: 'ACTIVE',
      },
    ],
  });
export type BundleView = z.infer<typeof BundleView>;

/** A bundle of the listing with its price for `tier`. */
export function listedView(listing: Listing, bundle: ListedBundle, tier: Tier): BundleView {
  const { code, name, type, dataBytes, durationDays, speeds, autostart, currency } = bundle;
  const area = listing.areas[bundle.area] ?? { countries: [], regions: [] };
  const amount = bundle.prices[tier];
  return {
    object: 'bundle',
    ...{ code, name, type },
    countries: area.countries.map((iso) => ({ code: iso, name: listing.countries[iso] ?? iso })),
    regions: area.regions,
    data: { unlimited: dataBytes === null, bytes: dataBytes },
    ...{ durationDays, speeds, autostart },
    price: amount === undefined ? null : { amount, currency },
    status: 'ACTIVE',
  };
}

/** A bundle's item with its price for `tier`: null once it is retired, or while it has none. */
export function bundleView(bundle: Bundle, tier: Tier): BundleView {
  const { code, name, type, countries, countryNames, regions, dataBytes } = bundle;
  const { durationDays, speeds, autostart, status } = bundle;
  return {
    object: 'bundle',
    ...{ code, name, type },
    countries: countries.map((iso) => ({
      code: iso,
      name: countryName(iso) ?? countryNames[iso] ?? iso,
    })),
    regions,
    data: { unlimited: dataBytes === null, bytes: dataBytes },
    ...{ durationDays, speeds, autostart },
    price: priceFor(bundle, tier) ?? null,
    status,
  };
}
