/** Who has the lines of the provider's order that an order is part of. */
import type { Order } from '../orders/order.ts';
import { query } from '../platform/dynamodb.ts';
import { type Claim, claimKey, toClaim } from '../provisioning/items.ts';

const provider = 'esim-go';

/** Lines in their order; none while the provider's order is not known. */
export async function claimsOf({ providerReference: reference }: Order): Promise<Claim[]> {
  return reference === undefined ? [] : claimsOfReference(reference);
}

export async function claimsOfReference(reference: string): Promise<Claim[]> {
  const { items } = await query({
    table: 'orders',
    partition: ['pk', claimKey({ provider, reference, line: 0 }).pk],
    consistent: true,
  });
  return items.map(toClaim);
}
