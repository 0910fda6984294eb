import { readAccount } from '../../lib/ledger/read.ts';
import { WalletView, walletView } from '../../lib/ledger/view.ts';
import type { VendorActor } from '../../lib/platform/actor.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/vendor/wallet',
  tag: 'Vendor money',
  summary: 'Your wallet or credit line',
  auth: { kind: 'vendor', scope: 'wallet:read' },
  rate: 'read',
  responses: { 200: { description: 'Balances as of now', schema: WalletView } },
  errors: [],
  grants: { tables: { ledger: ['get'] } },
  impact: 'Vendors cannot see their balance',
  handle: async ({ actor }) => ({
    status: 200,
    body: walletView(await readAccount((actor as VendorActor).vendorId)),
  }),
});

export const handler = edge(endpoint);
