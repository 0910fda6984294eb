/** Offers for tests and benchmarks: the real catalogue in the port's words, and made-up ones. */
import { readFileSync } from 'node:fs';
import type { CatalogueSource } from '../../../lib/catalogue/pages.ts';
import { minorFromDecimal } from '../../../lib/platform/money.ts';
import type { ProviderBundle, ProviderCountry } from '../../../lib/providers/port.ts';

interface RawBundle {
  name: string;
  description: string;
  groups: string[];
  countries: ProviderCountry[];
  dataAmount: number;
  duration: number;
  speed: string[];
  autostart: boolean;
  unlimited: boolean;
  roamingEnabled: ProviderCountry[];
  price: number;
}

const file = `${import.meta.dirname}/../../simulators/esim-go/catalogue.json`;

/** All 5,030 published bundles. */
export const realOffers = (): ProviderBundle[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as RawBundle[]).map((raw) => ({
    code: raw.name,
    description: raw.description,
    groups: raw.groups,
    countries: raw.countries,
    roaming: raw.roamingEnabled,
    dataBytes: raw.unlimited ? null : raw.dataAmount * 1_000_000,
    durationDays: raw.duration,
    speeds: raw.speed,
    autostart: raw.autostart,
    cost: { amount: minorFromDecimal(raw.price, 'USD'), currency: 'USD' },
  }));

export const france: ProviderCountry = { iso: 'FR', name: 'France', region: 'Europe' };
export const japan: ProviderCountry = { iso: 'JP', name: 'Japan', region: 'Asia' };

export const offer = (code: string, more: Partial<ProviderBundle> = {}): ProviderBundle => ({
  code,
  description: `eSIM, 1GB, 7 Days, France, V2`,
  groups: ['Standard Fixed'],
  countries: [france],
  roaming: [],
  dataBytes: 1_000_000_000,
  durationDays: 7,
  speeds: ['4G'],
  autostart: false,
  cost: { amount: 100, currency: 'USD' },
  ...more,
});

/** As many made-up offers as wanted, in the real catalogue's proportions; the same every time. */
export function syntheticOffers(count: number): ProviderBundle[] {
  const real = realOffers();
  return Array.from({ length: count }, (_, index) => {
    const like = real[index % real.length] as ProviderBundle;
    const round = Math.floor(index / real.length);
    return round === 0 ? like : { ...like, code: `${like.code}_${round}` };
  });
}

/** A provider that lists these offers. */
export const sourceOf = (offers: ProviderBundle[], perPage = 200): CatalogueSource => ({
  cataloguePage: async (page) => ({
    bundles: offers.slice((page - 1) * perPage, page * perPage),
    nextPage: page * perPage < offers.length ? page + 1 : undefined,
  }),
});
