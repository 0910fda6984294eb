/** One JSON Schema an event: the envelope as it stands on the bus or in a queue, with who takes it. */
import { z } from 'zod';
import { consumers } from '../../functions/registry.ts';
import { catalogueEventContracts } from '../../lib/catalogue/events.ts';
import { esimEventContracts } from '../../lib/esims/events.ts';
import { orderEventContracts } from '../../lib/orders/events.ts';
import { paymentEventContracts } from '../../lib/payments/events.ts';
import type { EventContract } from '../../lib/platform/events.ts';
import { provisioningEventContracts } from '../../lib/provisioning/events.ts';

export const eventContracts: readonly EventContract[] = [
  ...catalogueEventContracts,
  ...esimEventContracts,
  ...orderEventContracts,
  ...paymentEventContracts,
  ...provisioningEventContracts,
];

export const eventSchemas = (): Record<string, object> =>
  Object.fromEntries(eventContracts.map((contract) => [contract.type, eventSchema(contract)]));

function eventSchema({ type, version, description, data }: EventContract): object {
  const envelope = z.object({
    id: z.string().meta({ description: 'The same for every repetition of this event' }),
    type: z.literal(type),
    version: z.literal(version),
    occurredAt: z.iso.datetime(),
    correlationId: z.string(),
    data,
  });
  const listeners = Object.entries(consumers)
    .filter(([, { on, direct = [] }]) => [...on, ...direct].some((each) => each.type === type))
    .map(([key]) => key);
  const { $schema, ...schema } = z.toJSONSchema(envelope, {
    // The format says it; its pattern is long and says no more.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return { $schema, title: type, description, 'x-consumers': listeners, ...schema };
}
