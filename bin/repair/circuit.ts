/** How the provider's gate stands: may it be asked, when, and who waits for it. */
import { firstOrderIds } from '../../lib/orders/due.ts';
import { waitKeys } from '../../lib/orders/items.ts';
import { readOrder } from '../../lib/orders/read.ts';
import { type Circuit, gateOf } from '../../lib/providers/gate.ts';
import { type Command, type Desk, printJson, type Style, since, span } from './desk.ts';

const provider = 'esim-go';
const perShardMax = 250;

export const circuit: Command = {
  words: '',
  takes: [0, 0],
  says: 'whether the provider may be asked, when its next order may go, and who waits',
  run: async (desk) => {
    const state = await gateOf(provider).state();
    const waiting = await firstOrderIds(waitKeys, perShardMax);
    const oldest = await oldestOf(waiting);
    if (desk.options.json) {
      printJson(desk, { provider, ...state, waiting: waiting.length, oldest });
      return 0;
    }
    const { nextOrderAt, blockedUntil, probeAt, faults, limit } = state;
    const line = (name: string, value: string) =>
      desk.print(`${desk.paint('dim', name.padEnd(17))}${value}`);
    line('provider', provider);
    line('circuit', desk.paint(styles[state.circuit], state.circuit));
    line('faults in a row', String(faults));
    line(
      'next probe',
      moment(desk, probeAt, state.circuit === 'CLOSED' ? 'none is needed' : 'now'),
    );
    line('next order', moment(desk, nextOrderAt, 'now'));
    line('blocked until', moment(desk, blockedUntil, 'not blocked'));
    line('tokens', `${limit} a second`);
    line('orders waiting', waitingWords(desk, waiting.length, oldest));
    return 0;
  },
};

const styles: Record<Circuit, Style> = { CLOSED: 'green', HALF_OPEN: 'yellow', OPEN: 'red' };

/** A time that has passed holds nobody back. */
function moment(desk: Desk, at: string | undefined, passed: string): string {
  const ms = at === undefined ? 0 : Date.parse(at) - desk.now().getTime();
  return at === undefined || ms <= 0 ? passed : `${at} (in ${span(ms)})`;
}

interface Oldest {
  id: string;
  paidAt: string;
}

/** Ids begin with the time of their order, which for nearly all is the time of their payment. */
async function oldestOf(ids: readonly string[]): Promise<Oldest | undefined> {
  const [id] = [...ids].sort();
  const order = id === undefined ? undefined : await readOrder(id);
  return order && { id: order.id, paidAt: order.paidAt ?? order.createdAt };
}

function waitingWords(desk: Desk, count: number, oldest: Oldest | undefined): string {
  if (!oldest) return 'none';
  const many = count >= perShardMax ? 'at least ' : '';
  return `${many}${count}, the oldest ${oldest.id} for ${since(desk, oldest.paidAt)}`;
}
