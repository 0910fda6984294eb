/** What Stripe has told: it keeps its events for 30 days, however their delivery went. */
import { guarded } from './client.ts';
import { newsTypes } from './notice.ts';

export interface ToldEvent {
  id: string;
  /** As a webhook would bring it, but for the signature. */
  payload: string;
}

const pageSize = 100;

/**
 * A page of the events that we act on, newest first. From and to in Unix seconds, both included;
 * `after` is the last event of the page before.
 */
export function listEvents(
  window: { from: number; to: number },
  after?: string,
): Promise<{ events: ToldEvent[]; more: boolean }> {
  return guarded(async (client) => {
    const page = await client.events.list({
      created: { gte: window.from, lte: window.to },
      types: [...newsTypes],
      limit: pageSize,
      ...(after === undefined ? {} : { starting_after: after }),
    });
    const events = page.data.map((event) => ({ id: event.id, payload: JSON.stringify(event) }));
    return { events, more: page.has_more };
  });
}
