/** Events that a bundle's changes cast. Contracts first, then the mapping from a stream record. */
import * as z from 'zod';
import type { Item } from '../platform/dynamodb.ts';
import { type DomainEvent, defineEvent, domainEvent } from '../platform/events.ts';
import { AmountMinor, Currency } from '../platform/money.ts';
import { type Bundle, tiers } from './bundle.ts';
import { isBundleItem, toBundle } from './items.ts';

const prices = z
  .partialRecord(z.enum(tiers), AmountMinor)
  .meta({ description: 'Minor units by tier; a tier that is absent cannot buy' });

export const BundlePriceChanged = defineEvent({
  type: 'bundle.price_changed',
  version: 1,
  // Internal: a vendor is told its own tier's price only, by whoever sends it on.
  description: "A bundle's selling price changed; holds the prices of all tiers",
  data: z.object({
    bundleCode: z.string(),
    /** null = not on sale for the time being. */
    currency: Currency.nullable(),
    before: prices,
    after: prices,
    version: z.int(),
  }),
});

export const BundleRetired = defineEvent({
  type: 'bundle.retired',
  version: 1,
  description: 'A bundle is no longer on offer',
  data: z.object({ bundleCode: z.string(), version: z.int() }),
});

export const catalogueEventContracts = [BundlePriceChanged, BundleRetired];

/** What a change of a catalogue item tells the world; pure, so a repeated relay says the same. */
export function catalogueEvents(
  oldImage: Item | undefined,
  newImage: Item | undefined,
): DomainEvent[] {
  // New bundles are no news to anyone who bought nothing yet.
  if (!isBundleItem(oldImage) || !isBundleItem(newImage)) return [];
  const [before, after] = [toBundle(oldImage), toBundle(newImage)];
  if (before.status !== 'ACTIVE') return [];
  const { code, version, updatedAt, correlationId } = after;
  const entity = { id: code, version, occurredAt: updatedAt, correlationId };
  if (after.status === 'RETIRED')
    return [domainEvent(BundleRetired, entity, { bundleCode: code, version })];
  if (samePrices(before, after)) return [];
  const { currency } = after;
  const data = { bundleCode: code, currency, before: before.prices, after: after.prices, version };
  return [domainEvent(BundlePriceChanged, entity, data)];
}

const samePrices = (before: Bundle, after: Bundle): boolean =>
  before.currency === after.currency &&
  tiers.every((tier) => before.prices[tier] === after.prices[tier]);
