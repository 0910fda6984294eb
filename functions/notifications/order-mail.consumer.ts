import { mailCompleted } from '../../lib/notifications/order-completed.ts';
import { OrderCompleted } from '../../lib/orders/events.ts';
import { setting } from '../../lib/platform/config.ts';
import { consume, defineConsumer } from '../../lib/platform/consumer.ts';
import { sendMail } from '../../lib/platform/mail.ts';

export const consumer = defineConsumer({
  on: [OrderCompleted],
  batchSize: 1,
  receivesMax: 5,
  // Below the lease of a mail that is being sent.
  timeoutSeconds: 30,
  memoryMb: 512,
  grants: {
    tables: { orders: ['get'], esims: ['batchGet'], deliveries: ['get', 'put'] },
    secrets: ['links'],
    mail: true,
  },
  settings: ['PUBLIC_URL', 'MAIL_FROM'],
  impact: 'Travellers who paid get no mail with their eSIM; they can still open their order',
  handle: ({ id, data }) =>
    mailCompleted(
      { eventId: id, orderId: data.orderId, channel: data.channel },
      {
        from: setting('MAIL_FROM'),
        publicUrl: setting('PUBLIC_URL'),
        send: sendMail,
        clock: () => new Date(),
      },
    ),
});

export const handler = consume(consumer);
