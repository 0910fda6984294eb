import type { Account } from '../account/account.ts';
import { nextScheduledMs, runScheduled } from '../account/schedule.ts';
import { nextDeliveryMs, type Outgoing, recordAttempt, takeDue } from './delivery.ts';
import { openSender } from './post.ts';

const sleepMaxMs = 60_000;

export interface Courier {
  /** Looks for what is due; to be called after anything that may have queued something. */
  wake(): void;
  /** Resolves once each of these deliveries has had its first attempt. */
  firstAttempts(numbers: number[]): Promise<void>;
  close(): void;
}

/** Moves what the pure state has queued over the network, on the account's own clock. */
export function startCourier(account: Account, clock: () => number): Courier {
  const sender = openSender();
  const watchers = new Set<() => void>();
  let sending = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function carry(outgoing: Outgoing): Promise<void> {
    sending += 1;
    const answer = await sender.send(outgoing);
    sending -= 1;
    recordAttempt(account, outgoing.number, answer, clock());
    for (const watcher of watchers) watcher();
    wake();
  }

  function wake(): void {
    if (closed) return;
    clearTimeout(timer);
    runScheduled(account, clock());
    const room = account.settings.webhook.concurrency - sending;
    for (const outgoing of takeDue(account, clock(), Math.max(0, room))) void carry(outgoing);
    sleep();
  }

  function sleep(): void {
    const full = sending >= account.settings.webhook.concurrency;
    // When full, the next finished attempt wakes us.
    const times = [full ? null : nextDeliveryMs(account), nextScheduledMs(account)];
    const next = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    if (next === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(wake, Math.min(sleepMaxMs, Math.max(1, next - clock())));
    timer.unref();
  }

  function firstAttempts(numbers: number[]): Promise<void> {
    const open = () =>
      numbers.some((number) => {
        const delivery = account.deliveries.get(number);
        if (delivery === undefined || delivery.attempts.length > 0) return false;
        return delivery.state === 'waiting' || delivery.state === 'sending';
      });
    return new Promise((resolve) => {
      const watcher = () => {
        if (open() && !closed) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
    });
  }

  function close(): void {
    closed = true;
    clearTimeout(timer);
    sender.close();
    for (const watcher of watchers) watcher();
  }

  return { wake, firstAttempts, close };
}
