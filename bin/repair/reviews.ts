/** The review queue: what waits for a person, why, and that it is dealt with. */
import { mask } from '../../lib/platform/observability.ts';
import { byWhom } from '../../lib/repair/entry.ts';
import type { Review } from '../../lib/review/record.ts';
import { closeReview, listReviews, readReview } from '../../lib/review/review.ts';
import { type Command, type Desk, type ExitCode, printJson, printTable, since } from './desk.ts';

const reviewsMax = 1_000;

export const reviews: Command = {
  words: '[--closed]',
  takes: [0, 0],
  says: 'what waits for a person, the oldest first',
  run: async (desk) => {
    const status = desk.options.closed ? 'CLOSED' : 'OPEN';
    const found = await listed(status);
    if (desk.options.json) printJson(desk, mask(found));
    else if (found.length === 0) desk.print(`No reviews are ${status.toLowerCase()}.`);
    else
      printTable(
        desk,
        ['review', 'kind', 'order', 'age', 'what'],
        found.map(({ id, kind, orderId, openedAt, summary }) => [
          ...[id, kind, orderId ?? '-', since(desk, openedAt), String(mask(summary))],
        ]),
      );
    return 0;
  },
};

async function listed(status: Review['status']): Promise<Review[]> {
  const found: Review[] = [];
  let cursor: string | undefined;
  do {
    const page = await listReviews({ limit: 100, status, cursor });
    found.push(...page.reviews);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < reviewsMax);
  return found;
}

export const review: Command = {
  words: '<review>',
  takes: [1, 1],
  says: 'one review with all its evidence',
  run: async (desk, [id = '']) => {
    const found = await readReview(id);
    if (!found) return noReview(desk, id);
    if (desk.options.json) printJson(desk, mask(found));
    else printReview(desk, found);
    return 0;
  },
};

function printReview(desk: Desk, found: Review): void {
  const { id, kind, status, summary, subject, orderId, openedAt, evidence, correlationId } = found;
  desk.print(`${desk.paint('bold', `${kind} ${id}`)}  ${status}`);
  desk.print(`  ${mask(summary)}`);
  desk.print(`  about ${subject}, correlation id ${correlationId}`);
  desk.print(`  opened ${openedAt} (${since(desk, openedAt)} ago)`);
  if (found.closedAt) desk.print(`  closed ${closing(found)}`);
  desk.print(JSON.stringify(mask(evidence), null, 2));
  if (orderId) desk.print(`See also: npm run repair -- ${desk.stage} history ${orderId}`);
}

const closing = ({ closedAt, closedBy, resolution }: Review): string =>
  `${closedAt}${closedBy ? ` by ${byWhom(closedBy)}` : ''}: ${resolution}`;

export const close: Command = {
  words: '<review> --by <who> --resolution <text>',
  takes: [1, 1],
  says: 'closes a review with what was found and done',
  run: async (desk, [id = '']) => {
    const { by, resolution } = desk.options;
    if (!by || !resolution) {
      desk.complain(
        'Closing a review takes --by <who> and --resolution <what was found and done>.',
      );
      return 2;
    }
    const now = desk.now();
    const stamp = { kind: 'STAFF' as const, id: by, requestId: `repair-${now.getTime()}` };
    const found = await closeReview(id, { by: stamp, resolution }, now);
    if (!found) return noReview(desk, id);
    if (found.closedBy?.requestId !== stamp.requestId) {
      desk.complain(`${id} was closed before: ${closing(found)}`);
      return 1;
    }
    if (desk.options.json) printJson(desk, mask(found));
    else desk.print(`${id} is closed: ${closing(found)}`);
    return 0;
  },
};

function noReview(desk: Desk, id: string): ExitCode {
  desk.complain(`There is no review ${id} in stage ${desk.stage}.`);
  return 1;
}
