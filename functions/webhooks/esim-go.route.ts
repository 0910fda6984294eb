import * as z from 'zod';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { providerFor } from '../../lib/providers/provider.ts';
import { receiveNotice } from '../../lib/webhooks/receive-notice.ts';

const Receipt = z
  .object({ object: z.literal('notice_receipt'), received: z.literal(true) })
  .meta({ id: 'NoticeReceipt' });

export const endpoint = defineEndpoint({
  method: 'POST',
  path: '/api/v1/webhooks/esim-go',
  tag: 'Webhooks in',
  summary: 'Notices about eSIMs',
  description:
    'Signed by the sender over the raw body. A notice is stored once and acknowledged; what ' +
    'follows from it happens afterwards.',
  auth: { kind: 'signature', by: 'esim-go' },
  rate: 'webhook',
  responses: { 200: { description: 'Stored, now or before', schema: Receipt } },
  errors: [],
  grants: { tables: { payments: ['put'] }, secrets: ['esim-go'] },
  settings: ['ESIM_GO_CURRENCY'],
  timeoutSeconds: 10,
  impact: 'Use and activation of eSIMs are noticed late, or not at all',
  handle: async (request) => {
    await receiveNotice(providerFor('esim-go'), request);
    return { status: 200, body: { object: 'notice_receipt', received: true } };
  },
});

export const handler = edge(endpoint);
