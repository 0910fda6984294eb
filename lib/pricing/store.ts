/** The rules in force: one item, `PRICING` / `RULES` in the catalogue table. */
import { get } from '../platform/dynamodb.ts';
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
