/** What a seed's world is like: its vendors, its bundles, its provider, and how its buyers come. */

import type { WireBundle } from '../../simulators/esim-go/state/bundle.ts';
import type { Settings } from '../../simulators/esim-go/state/settings.ts';
import { type Dice, diceOf } from './dice.ts';
import { provider } from './timings.ts';

export interface VendorPlan {
  name: string;
  tier: 'STANDARD' | 'SILVER' | 'GOLD';
  terms: 'PREPAID' | 'POSTPAID';
  /** Minor units. */
  funds: number;
  /** A poor vendor is given this midway. */
  topUp: number;
  ordersDaily: number | null;
  endpoints: number;
  weight: number;
}

export interface Scene {
  /** Orders arrive in this time. */
  spanMs: number;
  /** Things go on going wrong for so long after the last order. */
  tailMs: number;
  bursts: { atMs: number; widthMs: number; weight: number }[];
  cardShare: number;
  /** How strongly single eSIMs outweigh larger orders. */
  singles: number;
  vendors: VendorPlan[];
  customers: number;
  bundles: { code: string; weight: number }[];
  /** Withdrawn by the provider at this moment. */
  retired: { code: string; atMs: number } | undefined;
  settings: Partial<Settings>;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;

export function drawScene(seed: number, orders: number, uniformShare = 0.25): Scene {
  const dice = diceOf(seed, 'scene');
  const spanMs = Math.max(2 * minuteMs, orders * dice.within(0.4, 5) * secondMs);
  // Where all want the same, every purchase could serve every order.
  const isUniform = dice.chance(uniformShare);
  const bundles = (isUniform ? catalogue.slice(0, 1) : catalogue).map(({ name }, index) => ({
    code: name,
    weight: 1 / (index + 1) ** 1.2,
  }));
  return {
    spanMs,
    tailMs:
      minuteMs *
      dice.weighted([
        [2, 4],
        [dice.within(15, 30), 4],
        [dice.within(40, 90), 2],
      ]),
    bursts: Array.from({ length: dice.whole(1, 6) }, () => ({
      atMs: dice.within(0, spanMs * 0.8),
      widthMs: dice.within(secondMs, spanMs * 0.2),
      weight: dice.within(0, 1),
    })),
    cardShare: dice.oneOf([0.1, 0.3, 0.3, 0.6]),
    singles: isUniform ? 1 : dice.oneOf([0.2, 0.5, 0.8]),
    vendors: Array.from({ length: dice.whole(2, 6) }, (_, index) => vendorPlan(index, dice)),
    customers: dice.whole(1, 6),
    bundles,
    retired: dice.chance(0.4)
      ? { code: dice.oneOf(bundles).code, atMs: dice.within(0.2, 0.8) * spanMs }
      : undefined,
    settings: {
      orderGapSeconds: dice.oneOf([3, 3, 3, 2]),
      maxItemsPerOrder: 10,
      rateLimitPerSecond: 10,
      asyncSeconds: dice.oneOf([1, 3, 10, 60, 300]),
      processingSeconds: dice.oneOf([0, 0, 5, 40]),
      orderVisibilityDelaySeconds: dice.weighted([
        [0, 5],
        [dice.within(1, 30), 3],
        [dice.within(30, provider.listedLateMaxSeconds), 1],
      ]),
      ordersEnvelope: dice.oneOf(['array', 'orders'] as const),
      assignmentsShape: dice.oneOf(['object', 'array', 'rsp-array'] as const),
    },
  };
}

function vendorPlan(index: number, dice: Dice): VendorPlan {
  const isPoor = index > 0 && dice.chance(0.3);
  return {
    name: `Vendor ${index}`,
    tier: dice.oneOf(['STANDARD', 'SILVER', 'GOLD'] as const),
    terms: dice.chance(0.25) ? 'POSTPAID' : 'PREPAID',
    funds: isPoor ? dice.whole(500, 20_000) : 50_000_000,
    topUp: isPoor && dice.chance(0.5) ? dice.whole(1_000, 40_000) : 0,
    ordersDaily: dice.chance(0.15) ? dice.whole(3, 30) : null,
    endpoints: dice.weighted([
      [0, 1],
      [1, 6],
      [2, 2],
    ]),
    weight: dice.within(0.2, 2),
  };
}

/** A few popular bundles and a tail; prices in US dollars. */
const offers: [name: string, price: number, dataAmount: number, days: number, iso: string][] = [
  ['esim_1GB_7D_NL_V2', 1.4, 1_000, 7, 'NL'],
  ['esim_5GB_30D_TR_V2', 6.05, 5_000, 30, 'TR'],
  ['esim_3GB_15D_US_V2', 4.99, 3_000, 15, 'US'],
  ['esim_10GB_30D_JP_V2', 11.27, 10_000, 30, 'JP'],
  ['esim_2GB_7D_FR_V2', 2.2, 2_000, 7, 'FR'],
  ['esim_20GB_30D_TH_V2', 19.5, 20_000, 30, 'TH'],
];

const names: Record<string, string> = {
  ...{ NL: 'Netherlands', TR: 'Turkey', US: 'United States', JP: 'Japan' },
  ...{ FR: 'France', TH: 'Thailand' },
};

export const catalogue: WireBundle[] = offers.map(([name, price, dataAmount, duration, iso]) => ({
  name,
  description: `eSIM, ${dataAmount / 1000}GB, ${duration} Days, ${names[iso]}, V2`,
  groups: ['Standard Fixed'],
  countries: [{ name: names[iso] ?? iso, region: 'Somewhere', iso }],
  roamingEnabled: [],
  dataAmount,
  duration,
  speed: ['4G'],
  autostart: false,
  unlimited: false,
  price,
  // The last one runs on another operator's profiles, and so cannot top up the others.
  profileName: name === offers.at(-1)?.[0] ? 'Profile 2' : 'Profile 1',
  billingType: 'FixedCost',
}));
