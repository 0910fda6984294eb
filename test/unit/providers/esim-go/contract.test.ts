import { createHmac } from 'node:crypto';
import { type Mishap, providerContract } from '../../../../lib/providers/contract.ts';
import { apiKey, bundleCode, simulated } from './simulated.ts';

const faults: Record<Mishap, [kind: string, more?: object]> = {
  'request lost': ['drop-before'],
  'answer lost': ['drop-after'],
  'answer unreadable': ['garbage'],
  'silence after buying': ['hang'],
  'overloaded before buying': ['status-before', { status: 503 }],
  'overloaded after buying': ['status-after', { status: 503 }],
  'rate limited': ['status-before', { status: 429 }],
  'delivers too little': ['short', { by: 1 }],
};

const shapes = [
  { ordersEnvelope: 'array', catalogueEnvelope: 'array', assignmentsShape: 'array' },
  { ordersEnvelope: 'orders', catalogueEnvelope: 'bundles', assignmentsShape: 'rsp-array' },
  { orderErrorsAsText: true, assignmentsShape: 'object' },
];

for (const shape of shapes) {
  providerContract(`eSIM Go, ${JSON.stringify(shape)}`, async () => {
    const world = await simulated(shape);
    return {
      provider: world.provider,
      bundleCode,
      price: { amount: 141, currency: 'USD' },
      purchases: async () => {
        const { orders, ordersPending } = await world.statistics();
        return orders + ordersPending;
      },
      next: async (mishap) => {
        await world.fault(...faults[mishap]);
      },
      emptyBalance: async () => {
        await world.settings({ balanceMinor: 0 });
      },
      misfit: async () => {
        await world.control('POST', '/bundles/esim_misfit', {
          ...{ price: 1.41, profileName: 'Profile 9' },
        });
        return 'esim_misfit';
      },
      revokeAccess: async () => {
        await world.settings({ apiKey: 'another-key' });
      },
      usageCallback: (iccid) => {
        const bundle = { name: bundleCode, initialQuantity: 1e9, remainingQuantity: 5e8 };
        const rawBody = Buffer.from(JSON.stringify({ iccid, alertType: 'Utilisation', bundle }));
        const digest = createHmac('sha256', apiKey).update(rawBody).digest('hex');
        return { rawBody, headers: { 'X-Signature-SHA256': digest } };
      },
      close: world.close,
    };
  });
}
