/**
 * Whole examples: one story, so that amounts, ids and times agree. A test parses each with the
 * schema that it stands beside. A schema's own `examples` go first.
 */
import { z } from 'zod';

const orderId = 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4';
const esimId = 'esm_01JDF3MCV4B7K2N9P0Q1R2S3T4';
const iccid = '8943108167000412073';
const usd = (amount: number) => ({ amount, currency: 'USD' });

const paid = {
  object: 'order',
  id: orderId,
  status: 'PAID',
  bundle: {
    code: 'esim_1GB_7D_TR_V2',
    name: '1GB, 7 Days, Turkey',
    data: { unlimited: false, bytes: 1_000_000_000 },
    durationDays: 7,
  },
  quantity: 1,
  topUpOf: null,
  unitPrice: usd(177),
  total: usd(177),
  customerReference: 'booking-20417',
  failureCode: null,
  cancelReason: null,
  esims: [],
  createdAt: '2026-06-18T10:45:03.120Z',
  updatedAt: '2026-06-18T10:45:03.120Z',
  completedAt: null,
};
const completed = {
  ...paid,
  status: 'COMPLETED',
  esims: [{ id: esimId, iccid, status: 'PENDING_ACTIVATION' }],
  updatedAt: '2026-06-18T10:45:07.480Z',
  completedAt: '2026-06-18T10:45:07.480Z',
};
const card = { ...paid, unitPrice: usd(229), total: usd(229), customerReference: null };
const delivered = { ...completed, ...pick(card), updatedAt: completed.updatedAt };
const refunded = {
  ...paid,
  status: 'REFUNDED',
  failureCode: 'BUNDLE_UNAVAILABLE',
  updatedAt: '2026-06-18T10:45:09.900Z',
};
const esim = {
  object: 'esim',
  id: esimId,
  iccid,
  status: 'ACTIVE',
  bundleCode: paid.bundle.code,
  orderId,
  topUps: [],
  usage: { totalBytes: 1_000_000_000, usedBytes: 214_748_365, unlimited: false },
  startsAt: '2026-06-20T06:12:44.000Z',
  endsAt: '2026-06-27T06:12:44.000Z',
  createdAt: completed.completedAt,
  updatedAt: '2026-06-21T18:03:10.000Z',
};
const setupPath = 'esim_qrcode_provisioning?carddata=';
const activationCode = 'LPA:1$rsp.example.com$K2-1A2B3C-4D5E6F';
const freshness = { asOf: '2026-06-18T10:30:11.000Z', stale: false };
const list = (...data: object[]) => ({ object: 'list', data, nextCursor: null });

function pick({ unitPrice, total, customerReference }: typeof card | typeof paid) {
  return { unitPrice, total, customerReference };
}

const checkout = {
  ...card,
  status: 'PAYMENT_PENDING',
  payment: {
    provider: 'stripe',
    clientSecret: 'pi_3PqExample_secret_Example',
    publishableKey: 'pk_live_Example',
    ...card.total,
  },
  link: {
    token: `${orderId}.thfk3r.N0Tr3a1S1gnatur3N0Tr3a1S1gnatur3N0Tr3a1S1g`,
    expiresAt: '2026-07-18T10:45:03.000Z',
  },
};
const added = {
  ...{ id: 'ord_01JDG4N6R7S8T9V0W1X2Y3Z4A5', topUpOf: esimId },
  ...{ createdAt: '2026-06-23T16:20:41.050Z', updatedAt: '2026-06-23T16:20:41.050Z' },
};

const bySchema: Record<string, unknown> = {
  OrderRequest: { bundleCode: paid.bundle.code, quantity: 1, email: 'ana@example.com' },
  VendorOrderRequest: {
    bundleCode: paid.bundle.code,
    quantity: 1,
    customerReference: paid.customerReference,
    maxUnitPrice: 200,
  },
  VendorTopUpRequest: { bundleCode: paid.bundle.code, maxUnitPrice: 200 },
  TopUpRequest: { bundleCode: paid.bundle.code },
  Checkout: checkout,
  OrderValidation: {
    object: 'order_validation',
    valid: true,
    bundleCode: paid.bundle.code,
    quantity: 1,
    unitPrice: paid.unitPrice,
    total: paid.total,
  },
  Esim: {
    ...esim,
    install: {
      smdpAddress: 'rsp.example.com',
      matchingId: 'K2-1A2B3C-4D5E6F',
      activationCode,
      appleInstallUrl: `https://esimsetup.apple.com/${setupPath}${activationCode}`,
      androidInstallUrl: `https://esimsetup.android.com/${setupPath}${activationCode}`,
    },
  },
  EsimList: list(esim),
  VendorEsimList: list(esim),
  Wallet: {
    object: 'wallet',
    terms: 'PREPAID',
    currency: 'USD',
    available: usd(99_646),
    held: usd(177),
    spent: usd(177),
    creditLimit: usd(0),
    outstanding: usd(0),
    ordering: 'OPEN',
  },
  LedgerList: list({
    object: 'transfer',
    id: 'trf_01JDF3M5Q8XW2Y4Z6A8B0C1D2E',
    kind: 'ORDER',
    status: 'POSTED',
    amount: usd(177),
    effect: usd(-177),
    availableAfter: usd(99_823),
    orderId,
    relatesTo: null,
    reason: null,
    createdAt: paid.createdAt,
    resolvedAt: completed.completedAt,
  }),
  WebhookDeliveryList: list({
    object: 'webhook_delivery',
    eventId: `evt_${orderId}_4_completed`,
    endpointId: 'whe_01JDF2ZC4E6G8J0K1M3N5P7Q9R',
    eventType: 'order.completed',
    orderId,
    status: 'DELIVERED',
    attempts: 1,
    lastAttempt: {
      at: '2026-06-18T10:45:08.020Z',
      status: 204,
      durationMs: 84,
      excerpt: '',
      error: null,
    },
    nextAttemptAt: null,
    createdAt: '2026-06-18T10:45:08.020Z',
  }),
};

/** Where one schema serves several operations with other states. */
const byOperation: Record<string, unknown> = {
  'orders/vendor-create 201': paid,
  'esims/vendor-top-up 201': { ...paid, ...added, customerReference: null },
  'esims/customer-top-up 201': { ...checkout, ...added, link: null },
  'orders/vendor-get 200': completed,
  'orders/vendor-list 200': list(completed),
  'orders/get 200': delivered,
  'orders/customer-list 200': list(delivered),
  'orders/cancel 200': {
    ...card,
    status: 'CANCELED',
    cancelReason: 'REQUESTED',
    updatedAt: '2026-06-18T10:47:31.700Z',
  },
  'ops/health 200': { object: 'health', status: 'OK' },
  'ops/ready 200': { object: 'readiness', status: 'READY' },
};

/** `part` is 'body' or a status. */
export function exampleOf(key: string, part: string, schema: z.ZodType): unknown {
  const meta = z.globalRegistry.get(schema);
  const examples = meta?.examples as readonly unknown[] | undefined;
  return (
    byOperation[`${key} ${part}`] ??
    examples?.[0] ??
    bySchema[meta?.id ?? ''] ??
    listExample(schema)
  );
}

/** Of a catalogue list: one entry, which has an example of its own. */
function listExample(schema: z.ZodType): unknown {
  if (!(schema instanceof z.ZodObject) || !(schema.shape.data instanceof z.ZodArray)) return;
  const entry = z.globalRegistry.get(schema.shape.data.element as z.ZodType)?.examples;
  if (!Array.isArray(entry)) return;
  const [data] = entry;
  return { object: 'list', data: [data], nextCursor: null, totalCount: 1, catalogue: freshness };
}

export const webhookExample = (type: 'order.completed' | 'order.failed' | 'order.refunded') => ({
  type,
  ...{
    'order.completed': { timestamp: completed.updatedAt, data: completed },
    'order.failed': {
      timestamp: '2026-06-18T10:45:09.310Z',
      data: { ...refunded, status: 'FAILED', updatedAt: '2026-06-18T10:45:09.310Z' },
    },
    'order.refunded': { timestamp: refunded.updatedAt, data: refunded },
  }[type],
});
