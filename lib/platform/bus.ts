/** Puts domain events on the bus; throws unless every one was taken. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { setting } from './config.ts';
import { deadline } from './deadline.ts';
import { type DomainEvent, eventSource } from './events.ts';

const entriesMax = 10;
const triesMax = 4;
let client: EventBridgeClient | undefined;

/** A 200 can carry failures: only the entries that failed are sent again, a few times. */
export async function publish(events: DomainEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += entriesMax) {
    let rest = events.slice(start, start + entriesMax);
    for (let tried = 1; rest.length > 0; tried += 1) {
      if (tried > triesMax) throw new Error(`bus refused ${rest.length} events`);
      if (tried > 1) await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** tried));
      rest = await putOnce(rest);
    }
  }
}

async function putOnce(events: DomainEvent[]): Promise<DomainEvent[]> {
  client ??= new EventBridgeClient({ requestHandler: deadline(3_000) });
  const answer = await client.send(
    new PutEventsCommand({
      Entries: events.map((event) => ({
        EventBusName: setting('EVENT_BUS'),
        Source: eventSource,
        DetailType: event.type,
        Detail: JSON.stringify(event),
        Time: new Date(event.occurredAt),
      })),
    }),
  );
  if (!answer.FailedEntryCount) return [];
  return events.filter((_, index) => answer.Entries?.[index]?.ErrorCode !== undefined);
}
