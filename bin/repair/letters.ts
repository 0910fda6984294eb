/** Dead letters: what lies where, one in full, and back to their queue. */
import { consumers, streams } from '../../functions/registry.ts';
import { standingOf } from '../../lib/repair/about.ts';
import { readLetter } from '../../lib/repair/letter.ts';
import { type Command, type Desk, type ExitCode, printJson, printTable, since } from './desk.ts';
import { letterIn, lettersIn, lyingIn, sendBack } from './queues.ts';

export const letters: Command = {
  words: '[consumer]',
  takes: [0, 1],
  says: 'how many dead letters lie in each queue, or which lie in one',
  run: async (desk, [consumer]) => {
    if (consumer === undefined) return countAll(desk);
    if (!isKnown(desk, consumer)) return 2;
    return list(desk, consumer);
  },
};

async function countAll(desk: Desk): Promise<ExitCode> {
  const keys = [...Object.keys(consumers), ...Object.keys(streams)];
  const counts = await Promise.all(
    keys.map(async (key) => ({ key, ...(await lyingIn(desk.stage, key)) })),
  );
  if (desk.options.json) {
    printJson(desk, counts);
    return 0;
  }
  for (const { key, visible, hidden } of counts) {
    const line = `${String(visible).padStart(6)}  ${key}`;
    const looked = hidden > 0 ? `  (and ${hidden} that somebody looks at)` : '';
    desk.print(`${desk.paint(visible > 0 ? 'red' : 'dim', line)}${looked}`);
  }
  return 0;
}

async function list(desk: Desk, consumer: string): Promise<ExitCode> {
  const found = (await lettersIn(desk.stage, consumer))
    .map(readLetter)
    .sort((a, b) => (a.sentAt < b.sentAt ? -1 : 1));
  if (desk.options.json) printJson(desk, found);
  else if (found.length === 0) desk.print(`No dead letters of ${consumer}.`);
  else
    printTable(
      desk,
      ['message', 'event', 'about', 'receives', 'age', 'sent back before'],
      found.map(({ messageId, type, entity, receives, sentAt, redrivenBy, redrivenAt }) => [
        ...[messageId, type, entity, String(receives), since(desk, sentAt)],
        redrivenBy ? `${redrivenAt} by ${redrivenBy}` : '-',
      ]),
    );
  return 0;
}

export const letter: Command = {
  words: '<consumer> <message>',
  takes: [2, 2],
  says: 'one dead letter in full, masked, and how that stands which it is about',
  run: async (desk, [consumer = '', messageId = '']) => {
    if (!isKnown(desk, consumer)) return 2;
    const raw = await letterIn(desk.stage, consumer, messageId);
    if (!raw) return notThere(desk, consumer, messageId);
    const found = readLetter(raw);
    const standings = await standingOf(found.about);
    if (desk.options.json) {
      printJson(desk, { ...found, standings });
      return 0;
    }
    const { type, entity, receives, sentAt, redrivenBy, redrivenAt } = found;
    desk.print(`${desk.paint('bold', type)} about ${entity}`);
    desk.print(`sent ${sentAt} (${since(desk, sentAt)} ago), received ${receives} times`);
    if (redrivenBy) desk.print(`sent back before by ${redrivenBy} at ${redrivenAt}`);
    for (const { name, state } of standings) desk.print(`${desk.paint('cyan', name)}: ${state}`);
    desk.print(JSON.stringify(found.message, null, 2));
    return 0;
  },
};

export const redrive: Command = {
  words: '<consumer> [message]',
  takes: [1, 2],
  says: 'sends all dead letters of a consumer, or one, back to its queue',
  run: async (desk, [consumer = '', messageId]) => {
    if (!isKnown(desk, consumer, Object.keys(consumers))) return 2;
    const who = { by: desk.by, at: desk.now().toISOString() };
    const sent = await sendBack(desk.stage, consumer, who, messageId);
    if (messageId !== undefined && sent === 0) return notThere(desk, consumer, messageId);
    if (desk.options.json) printJson(desk, { consumer, sent, ...who });
    else desk.print(`${counted(sent)} of ${consumer} went back to its queue, by ${desk.by}`);
    return 0;
  },
};

const counted = (letters: number): string => (letters === 1 ? '1 message' : `${letters} messages`);

/** A stream's letters are positions in the stream: they can be read, and have no queue to go back to. */
function isKnown(
  desk: Desk,
  consumer: string,
  known = [...Object.keys(consumers), ...Object.keys(streams)],
): boolean {
  if (known.includes(consumer)) return true;
  desk.complain(`There is no consumer ${consumer}. Known are: ${known.join(', ')}.`);
  return false;
}

function notThere(desk: Desk, consumer: string, messageId: string): ExitCode {
  desk.complain(
    `No letter ${messageId} lies among the dead letters of ${consumer}, or somebody looks at it now.`,
  );
  return 1;
}
