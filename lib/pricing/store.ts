/** The rules in force: one item, `PRICING` / `RULES` in the catalogue table. */
import type { Stamp } from '../platform/actor.ts';
import { get } from '../platform/dynamodb.ts';
import type { Write } from '../platform/writes.ts';
import { defaultRules, PricingRules } from './rules.ts';

const rulesKey = { pk: 'PRICING', sk: 'RULES' };

/**
 * The stored rules, or the defaults when none are stored. Throws on stored rules that are not
 * valid: no catalogue is priced by half of them. They reach the prices with the next sync.
 */
export async function pricingRules(): Promise<PricingRules> {
  const item = await get('catalogue', rulesKey, { consistent: true });
  return item === undefined ? defaultRules : PricingRules.parse(item.rules);
}

/** Replaces the rules; throws a ZodError on rules that are not valid. */
export const rulesWrite = (rules: PricingRules, by: Stamp, now: Date): Write => ({
  put: 'catalogue',
  item: { ...rulesKey, rules: PricingRules.parse(rules), updatedAt: now.toISOString(), by },
});
