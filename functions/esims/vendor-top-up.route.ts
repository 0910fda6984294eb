import * as z from 'zod';
import { visibleEsim } from '../../lib/esims/read.ts';
import { acceptVendorOrder } from '../../lib/orders/accept.ts';
import { vendorReply } from '../../lib/orders/reply.ts';
import { topUpOf } from '../../lib/orders/top-up.ts';
import { OrderView } from '../../lib/orders/view.ts';
import { topUpWish, vendorWish } from '../../lib/orders/wish.ts';
import { type VendorActor, vendorOwner } from '../../lib/platform/actor.ts';
import { timings } from '../../lib/platform/config.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { fingerprint } from '../../lib/platform/idempotency.ts';
import { idSchema } from '../../lib/platform/ids.ts';

const Body = z.strictObject({ ...topUpWish, ...vendorWish }).meta({ id: 'VendorTopUpRequest' });

export const endpoint = defineEndpoint({
  method: 'POST',
  path: '/api/v1/vendor/esims/{esimId}/top-ups',
  tag: 'Vendor eSIMs',
  summary: 'Add a bundle to one of your eSIMs',
  description:
    'An order like any other, of one bundle and without a new eSIM: its price is held at once, and ' +
    '`order.completed` follows when the bundle is on the eSIM. A bundle that does not run on the ' +
    'eSIM is refused before anything is held. Several top-ups of one eSIM are done one by one.',
  auth: { kind: 'vendor', scope: 'orders:write' },
  rate: 'write',
  idempotency: 'required',
  params: z.strictObject({ esimId: idSchema('esim') }),
  body: Body,
  responses: { 201: { description: 'The accepted order', schema: OrderView } },
  errors: [
    'ESIM_NOT_FOUND',
    'ESIM_STATE_CONFLICT',
    'ESIM_INCOMPATIBLE',
    'BUNDLE_NOT_FOUND',
    'BUNDLE_UNAVAILABLE',
    'PRICE_ABOVE_MAXIMUM',
    'INSUFFICIENT_WALLET_BALANCE',
    'VENDOR_SUSPENDED',
    'ORDER_LIMIT_EXCEEDED',
    'PROVIDER_UNAVAILABLE',
  ],
  grants: {
    tables: {
      esims: ['get'],
      catalogue: ['get'],
      orders: ['put', 'get'],
      ledger: ['put', 'update'],
      vendors: ['update'],
      providers: ['update'],
      idempotency: ['put', 'get'],
    },
    secrets: ['esim-go'],
  },
  settings: ['TIMINGS', 'ESIM_GO_URL', 'ESIM_GO_CURRENCY'],
  // The provider may take eight seconds to say whether the bundle runs on the eSIM.
  timeoutSeconds: 20,
  impact: 'Vendors cannot top up eSIMs',
  handle: async ({ actor, params, body, idempotencyKey, stamp, correlationId, now }) => {
    const vendor = actor as VendorActor;
    const esim = await visibleEsim(actor, params.esimId);
    const accepted = await acceptVendorOrder({
      ...body,
      ...{ vendor, quantity: 1, stamp, correlationId, now, timings: timings() },
      topUp: () => topUpOf(esim, body.bundleCode, correlationId),
      idempotency: {
        owner: vendorOwner(vendor.vendorId),
        route: `POST /api/v1/vendor/esims/${esim.id}/top-ups`,
        key: idempotencyKey,
        fingerprint: fingerprint(body),
      },
    });
    return vendorReply(accepted);
  },
});

export const handler = edge(endpoint);
