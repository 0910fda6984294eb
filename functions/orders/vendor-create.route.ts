import * as z from 'zod';
import { readAccount } from '../../lib/ledger/read.ts';
import { acceptVendorOrder, quoteOrder } from '../../lib/orders/accept.ts';
import { vendorReply } from '../../lib/orders/reply.ts';
import { OrderView, QuoteView } from '../../lib/orders/view.ts';
import { orderWish, vendorWish } from '../../lib/orders/wish.ts';
import { type VendorActor, vendorOwner } from '../../lib/platform/actor.ts';
import { timings } from '../../lib/platform/config.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { ProblemError } from '../../lib/platform/errors.ts';
import { fingerprint } from '../../lib/platform/idempotency.ts';

const Body = z
  .strictObject({
    ...orderWish,
    ...vendorWish,
    type: z.enum(['order', 'validate']).default('order').meta({
      description: '`validate` answers price and feasibility and changes nothing',
    }),
  })
  .meta({ id: 'VendorOrderRequest' });

export const endpoint = defineEndpoint({
  method: 'POST',
  path: '/api/v1/vendor/orders',
  tag: 'Vendor orders',
  summary: 'Order eSIMs against your wallet or credit line',
  description:
    'The price is held at once; the eSIMs follow asynchronously, usually within seconds. Wait for ' +
    'the `order.completed` webhook, or read the order until it is COMPLETED. When provisioning ' +
    'fails for good, the hold is released and the order ends REFUNDED.',
  auth: { kind: 'vendor', scope: 'orders:write' },
  rate: 'write',
  idempotency: 'required',
  body: Body,
  responses: {
    200: { description: 'Validation only: price and feasibility', schema: QuoteView },
    201: { description: 'The accepted order', schema: OrderView },
  },
  errors: [
    'BUNDLE_NOT_FOUND',
    'BUNDLE_UNAVAILABLE',
    'PRICE_ABOVE_MAXIMUM',
    'INSUFFICIENT_WALLET_BALANCE',
    'VENDOR_SUSPENDED',
    'ORDER_LIMIT_EXCEEDED',
  ],
  grants: {
    tables: {
      catalogue: ['get'],
      orders: ['put', 'get'],
      ledger: ['put', 'update', 'get'],
      vendors: ['update'],
      idempotency: ['put', 'get'],
    },
  },
  settings: ['TIMINGS'],
  impact: 'Vendors cannot order',
  handle: async ({ actor, body, idempotencyKey, stamp, correlationId, now }) => {
    const vendor = actor as VendorActor;
    if (body.type === 'validate') return { status: 200, body: await validate(vendor, body) };
    const accepted = await acceptVendorOrder({
      ...body,
      vendor,
      stamp,
      correlationId,
      now,
      timings: timings(),
      idempotency: {
        owner: vendorOwner(vendor.vendorId),
        route: 'POST /api/v1/vendor/orders',
        key: idempotencyKey,
        fingerprint: fingerprint(body),
      },
    });
    return vendorReply(accepted);
  },
});

export const handler = edge(endpoint);

async function validate(vendor: VendorActor, body: z.infer<typeof Body>) {
  const quote = await quoteOrder(vendor.tier, vendor.currency, body);
  const account = await readAccount(vendor.vendorId);
  if (account.ordering !== 'OPEN') throw new ProblemError('VENDOR_SUSPENDED');
  if (account.available < quote.total.amount) throw new ProblemError('INSUFFICIENT_WALLET_BALANCE');
  return {
    object: 'order_validation',
    valid: true,
    bundleCode: quote.bundleCode,
    quantity: quote.quantity,
    unitPrice: quote.unitPrice,
    total: quote.total,
  };
}
