import type { Subject } from '../../../lib/webhooks/delivery.ts';

export const subject: Subject = {
  vendorId: 'ven_01JDF3M5Q6R7S8T9V0W1X2Y3Z4',
  endpointId: 'whe_01JDF3M5Q6R7S8T9V0W1X2Y3Z5',
  eventId: 'evt_ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z6_3_completed',
  eventType: 'order.completed',
  occurredAt: '2026-02-28T23:59:59.000Z',
  orderId: 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z6',
  correlationId: 'corr-0123456789',
};
