import type { Esim } from '../../../lib/esims/esim.ts';

export const anEsim = (more: Partial<Esim> = {}): Esim => ({
  id: 'esm_01JDF3M5Q6R7S8T9V0W1X2Y3Z0',
  orderId: 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4',
  ownerKey: 'CUSTOMER#cus-1',
  provider: 'esim-go',
  bundleCode: 'esim_1GB_7D_NL_V2',
  status: 'PENDING_ACTIVATION',
  version: 1,
  totalBytes: 1_000_000_000,
  usedBytes: 0,
  iccid: '8943108167000412073',
  smdpAddress: 'rsp.example.com',
  matchingId: 'K2-1A2B3C-4D5E6F',
  createdAt: '2026-03-01T00:00:00.000Z',
  updatedAt: '2026-03-01T00:00:00.000Z',
  correlationId: 'corr-0123456789',
  ...more,
});
