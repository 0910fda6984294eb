/** Messages that provisioning sends to itself, past the bus, for a later moment. */
import * as z from 'zod';
import { defineEvent, domainEvent } from '../platform/events.ts';
import { sendLater } from '../platform/queue.ts';

export const WakeUp = defineEvent({
  type: 'provisioning.wake_up',
  version: 1,
  description: "The provider's next order slot is near: look for waiting orders",
  data: z.object({}),
});

export const FollowUp = defineEvent({
  type: 'provisioning.follow_up',
  version: 1,
  description: 'A provider order was not ready: ask again how it stands',
  data: z.object({ reference: z.string(), orderIds: z.array(z.string()), asked: z.int().min(0) }),
});
export type FollowUpData = z.infer<(typeof FollowUp)['data']>;

export const provisioningEventContracts = [WakeUp, FollowUp];

export const wakeUp = (seconds: number, now: Date): Promise<void> => {
  const entity = { id: `wake_${now.getTime()}`, version: 1, occurredAt: now.toISOString() };
  const event = domainEvent(WakeUp, { ...entity, correlationId: 'provisioning' }, {});
  return sendLater('provisioning/provision', event, seconds);
};

export const followUp = (data: FollowUpData, seconds: number, now: Date): Promise<void> => {
  const entity = { id: `follow_${data.reference}`, version: data.asked + 1 };
  const event = domainEvent(
    FollowUp,
    { ...entity, occurredAt: now.toISOString(), correlationId: data.orderIds[0] ?? 'provisioning' },
    data,
  );
  return sendLater('provisioning/follow', event, seconds);
};
