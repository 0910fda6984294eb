import * as z from 'zod';
import { statement } from '../../lib/ledger/read.ts';
import { walletAccount } from '../../lib/ledger/transfer.ts';
import { LedgerLineView, ledgerLineView } from '../../lib/ledger/view.ts';
import type { VendorActor } from '../../lib/platform/actor.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { listOf, pageQuery } from '../../lib/platform/list.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/vendor/ledger',
  tag: 'Vendor money',
  summary: 'Your statement, newest first, with running balance',
  description:
    'One line per transfer: top-ups, adjustments and orders. An order stands as PENDING while its ' +
    'price is held, POSTED once delivered, VOIDED when it failed (its effect is then zero).',
  auth: { kind: 'vendor', scope: 'ledger:read' },
  rate: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: { description: 'A page of the statement', schema: listOf(LedgerLineView, 'LedgerList') },
  },
  errors: ['INVALID_CURSOR'],
  grants: { tables: { ledger: ['get', 'query'] } },
  impact: 'Vendors cannot see their statement',
  handle: async ({ actor, query }) => {
    const { vendorId } = actor as VendorActor;
    const { lines, nextCursor } = await statement(vendorId, walletAccount(vendorId), query);
    return {
      status: 200,
      body: { object: 'list', data: lines.map(ledgerLineView), nextCursor },
    };
  },
});

export const handler = edge(endpoint);
