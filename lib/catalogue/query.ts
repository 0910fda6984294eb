/** What a list of bundles may be asked for. Numbers arrive as text and leave as integers. */
import * as z from 'zod';
import { maxAmountMinor } from '../platform/money.ts';
import { bundleTypes } from './bundle.ts';
import { countryCodePattern, regionCodePattern } from './country.ts';

/** A whole decimal number in text; '1.5', '-1', '1e3', ' 1' and '' are none. */
const whole = (minimum: number, maximum: number) =>
  z.codec(
    z.string().regex(/^\d{1,10}$/, `must be a whole number from ${minimum} to ${maximum}`),
    z.int().min(minimum).max(maximum),
    { decode: Number, encode: String },
  );

const flag = z.codec(z.enum(['true', 'false']), z.boolean(), {
  decode: (text) => text === 'true',
  encode: (value) => (value ? 'true' : 'false'),
});

export const sorts = ['price', '-price', 'data', '-data', 'days', '-days'] as const;

export const BundleQuery = z.strictObject({
  country: z
    .string()
    .regex(countryCodePattern, 'must be a code of GET /countries, in capitals')
    .optional()
    .meta({ description: 'Bundles that cover this country', examples: ['FR'] }),
  region: z
    .string()
    .max(64)
    .regex(regionCodePattern, 'must be a region code of GET /regions')
    .optional()
    .meta({ description: 'Bundles that cover a country of this region', examples: ['EUROPE'] }),
  type: z.enum(bundleTypes).optional().meta({
    description: 'LOCAL covers one country, REGIONAL several, GLOBAL at least four regions',
  }),
  unlimited: flag.optional().meta({ description: 'Only bundles with, or without, unlimited data' }),
  minDataMb: whole(0, 1_000_000_000)
    .optional()
    .meta({ description: 'At least so much data, in MB (1 GB = 1,000 MB)', examples: ['3000'] }),
  days: whole(1, 3650).optional().meta({ description: 'Valid for exactly so many days' }),
  maxPrice: whole(0, maxAmountMinor)
    .optional()
    .meta({ description: 'At most this price, in minor units', examples: ['1500'] }),
  search: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'All words occur in code, name or a country; accents do not matter' }),
  sort: z
    .enum(sorts)
    .default('price')
    .meta({ description: 'A leading - is descending; unlimited is above all amounts of data' }),
  limit: whole(1, 100).default(20).meta({ description: 'Bundles a page' }),
  cursor: z
    .string()
    .max(512)
    .optional()
    .meta({ description: 'nextCursor of the page before, with the same filters and sort' }),
});
export type BundleQuery = z.infer<typeof BundleQuery>;
