/**
 * Stripe's own list of events against our inbox. What never reached us is stored as if it had come,
 * and then takes the usual way; what lies in the inbox unhandled is announced again. Every step is
 * conditional or harmless to repeat, so runs may die anywhere and overlap.
 */
import { inParallel } from '../platform/batch.ts';
import { transact } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import { openReviewNow } from '../review/review.ts';
import { isUnavailable } from './faults.ts';
import { type InboxMessage, isHandled, neglectOf, received } from './inbox.ts';
import {
  announcedAgain,
  type EventCursor,
  moveEventCursor,
  readEventCursor,
  readStripeInbox,
  storeInbox,
} from './items.ts';
import { identified } from './notice.ts';
import { stuckEvent } from './reviews.ts';
import { listEvents, type ToldEvent } from './told.ts';

/** Younger events are on their usual way. */
const youngSeconds = 120;
/** Read again at every run: an event may be listed late, and clocks differ. */
const overlapSeconds = 600;
/** The first run looks back this far. */
const firstSeconds = 86_400;
/** A stretch of time that is read at once; halved while it holds too many pages. */
const spanSeconds = 3_600;
const usualPagesMax = 50;
const parallel = 8;
/** Beyond this, as after a long stop of the consumer, its queue alone has to bring them. */
const unsettledMax = 1_000;

export interface EventReport {
  outcome: 'DONE' | 'UNAVAILABLE' | 'OUT_OF_TIME' | 'OVERTAKEN';
  looked: number;
  recovered: number;
  announced: number;
  stuck: number;
  /** The inbox is complete until then. */
  readTo: string;
}

interface Run {
  clock: () => Date;
  endsAt: number;
  pagesMax: number;
  unsettled: Set<string>;
  report: EventReport;
}

export async function reconcileEvents(deps: {
  clock: () => Date;
  /** No more work is begun after this. */
  runSeconds: number;
  /** Pages of one stretch; a stretch that has more is halved. */
  pagesMax?: number;
}): Promise<EventReport> {
  const now = deps.clock();
  const known = await readEventCursor();
  const readTo = known?.readTo ?? seconds(now) - firstSeconds;
  const report: EventReport = {
    ...{ outcome: 'DONE', looked: 0, recovered: 0, announced: 0, stuck: 0 },
    readTo: isoOf(readTo),
  };
  const endsAt = now.getTime() + deps.runSeconds * 1000;
  const { clock, pagesMax = usualPagesMax } = deps;
  const run: Run = { clock, endsAt, pagesMax, unsettled: new Set(), report };
  try {
    await lookAfter(known?.unsettled ?? [], run);
    await catchUp({ known, readTo, end: seconds(now) - youngSeconds }, run);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    report.outcome = 'UNAVAILABLE';
  }
  count('StripeEventsRecovered', report.recovered);
  return report;
}

/** Events of earlier runs that were not handled then. */
async function lookAfter(eventIds: readonly string[], run: Run): Promise<void> {
  const inbox = await readStripeInbox(eventIds);
  await inParallel([...inbox.values()], parallel, async (message) => {
    const now = run.clock();
    const neglect = neglectOf(message, now);
    if (neglect === 'STUCK') return await handOver(message, now, run);
    if (neglect === 'ANNOUNCE') {
      const outcome = await transact({ inbox: announcedAgain(message, now) });
      if (outcome.ok) run.report.announced += 1;
    }
    if (!isHandled(message)) run.unsettled.add(message.eventId);
  });
}

async function handOver(message: InboxMessage, now: Date, run: Run): Promise<void> {
  const isNew = await openReviewNow(stuckEvent(message), now);
  if (isNew) run.report.stuck += 1;
}

/** Stretch by stretch, oldest first, so that a run that ends early has done something for good. */
async function catchUp(
  start: { known: EventCursor | undefined; readTo: number; end: number },
  run: Run,
): Promise<void> {
  let { known } = start;
  let from = start.readTo - overlapSeconds;
  let span = spanSeconds;
  while (from < start.end) {
    const to = Math.min(start.end, from + span);
    const read = await readStretch(from, to, run);
    if (read === 'OUT_OF_TIME') {
      run.report.outcome = read;
      return;
    }
    if (read === 'TOO_MANY') {
      span = Math.ceil((to - from) / 2);
      continue;
    }
    from = to;
    if (to <= start.readTo) continue;
    const next: EventCursor = {
      readTo: to,
      unsettled: watched(run),
      version: (known?.version ?? 0) + 1,
    };
    if (!(await moveEventCursor(known, next))) {
      run.report.outcome = 'OVERTAKEN';
      return;
    }
    known = next;
    run.report.readTo = isoOf(to);
  }
}

function watched({ unsettled }: Run): string[] {
  const beyond = unsettled.size - unsettledMax;
  if (beyond > 0) log('error', 'too many events are not handled to watch them all', { beyond });
  return [...unsettled].slice(-unsettledMax);
}

async function readStretch(
  from: number,
  to: number,
  run: Run,
): Promise<'READ' | 'TOO_MANY' | 'OUT_OF_TIME'> {
  let after: string | undefined;
  for (let pages = 0; ; pages += 1) {
    if (run.clock().getTime() >= run.endsAt) return 'OUT_OF_TIME';
    if (pages >= run.pagesMax && to - from > 1) return 'TOO_MANY';
    const { events, more } = await listEvents({ from, to }, after);
    await compare(events, run);
    after = events.at(-1)?.id;
    if (!more || after === undefined) return 'READ';
  }
}

async function compare(events: ToldEvent[], run: Run): Promise<void> {
  const inbox = await readStripeInbox(events.map(({ id }) => id));
  const missing = events.filter(({ id }) => !inbox.has(id));
  run.report.looked += events.length;
  for (const message of inbox.values()) if (!isHandled(message)) run.unsettled.add(message.eventId);
  await inParallel(missing, parallel, async ({ payload }) => {
    const { eventId, type } = identified(payload);
    const by = { kind: 'SYSTEM' as const, id: 'payments/reconcile', requestId: eventId };
    const message = {
      source: 'stripe' as const,
      eventId,
      type,
      payload,
      correlationId: eventId,
      by,
    };
    run.unsettled.add(eventId);
    // It may come just now after all.
    if (!(await storeInbox(received(message, run.clock())))) return;
    run.report.recovered += 1;
    log('warn', 'an event that never came was found at Stripe', { eventId, type });
  });
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
const isoOf = (unixSeconds: number): string => new Date(unixSeconds * 1000).toISOString();
