/** One bundle as it stands now, straight from its item: for details, order acceptance, top-ups. */
import { get } from '../platform/dynamodb.ts';
import type { Money } from '../platform/money.ts';
import { type Bundle, bundleCodePattern, isSellable, type Tier } from './bundle.ts';
import { bundleKey, pointerKey, toBundle } from './items.ts';

/** The bundle in whatever status; undefined when there never was one. Costs half a read unit. */
export async function bundleByCode(code: string): Promise<Bundle | undefined> {
  if (!bundleCodePattern.test(code)) return undefined;
  const item = await get('catalogue', bundleKey(code));
  return item && toBundle(item);
}

/** Whether any sync ever completed: only then is an unknown code really unknown. */
export const catalogueExists = async (): Promise<boolean> =>
  (await get('catalogue', pointerKey)) !== undefined;

/**
 * The unit price for a tier, or undefined when this tier cannot buy the bundle (not on sale, or no
 * price for the tier). `tier` may be a vendor's stored text; an unknown one has no price.
 */
export function priceFor(bundle: Bundle, tier: Tier | (string & {})): Money | undefined {
  if (!isSellable(bundle) || bundle.currency === null) return undefined;
  // Own properties only: a tier called "constructor" has no price.
  if (!Object.hasOwn(bundle.prices, tier)) return undefined;
  const amount = bundle.prices[tier as Tier];
  return amount === undefined ? undefined : { amount, currency: bundle.currency };
}
