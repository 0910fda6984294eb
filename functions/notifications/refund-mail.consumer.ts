import { mailRefunded } from '../../lib/notifications/order-refunded.ts';
import { OrderRefunded } from '../../lib/orders/events.ts';
import { setting } from '../../lib/platform/config.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';
import { sendMail } from '../../lib/platform/mail.ts';

export const consumer = defineConsumer({
  on: [OrderRefunded],
  batchSize: 1,
  receivesMax: 5,
  // Below the lease of a mail that is being sent.
  timeoutSeconds: 30,
  grants: {
    tables: { orders: ['get'], deliveries: ['get', 'put'] },
    mail: true,
  },
  settings: ['MAIL_FROM'],
  impact: 'Travellers are not told that their money is on its way back',
  handle: ({ id, data }) =>
    mailRefunded(
      { eventId: id, orderId: data.orderId, channel: data.channel },
      { from: setting('MAIL_FROM'), send: sendMail, clock: () => new Date() },
    ),
});

export const handler = consume(consumer);
