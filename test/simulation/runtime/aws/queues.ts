/** SQS: standard queues that deliver at least once, in no promised order, with dead-letter queues. */
import type { Kernel } from '../kernel.ts';
import { within } from '../random.ts';

export interface Message {
  id: string;
  body: string;
  sentMs: number;
  receives: number;
  /** Put in by a fault. */
  isPoison: boolean;
}

export interface Letter {
  consumer: string;
  body: string;
  isPoison: boolean;
}

export interface QueueSpec {
  consumer: string;
  /** Receives before a message is given up. */
  receivesMax: number;
  visibilityMs: number;
}

export interface Queue {
  readonly spec: QueueSpec;
  send(body: string, options?: { delayMs?: number; isPoison?: boolean }): string;
  /** Up to `most` visible messages, invisible from now on. */
  receive(most: number): Message[];
  /** They are done; a later receive of a copy cannot be ruled out. */
  remove(messages: Message[]): void;
  /** Called whenever a message becomes visible. */
  onVisible(listener: () => void): void;
  /** Messages that wait, are delayed or in flight, poison aside. */
  depth(): number;
  readonly letters: Letter[];
}

export function openQueue(kernel: Kernel, spec: QueueSpec): Queue {
  const { loop, faults } = kernel;
  const random = kernel.random(`queue ${spec.consumer}`);
  const site = `sqs:${spec.consumer}`;
  const all = new Set<Message>();
  const visible: Message[] = [];
  const letters: Letter[] = [];
  let listener = () => {};
  let count = 0;

  function appear(message: Message): void {
    if (!all.has(message)) return;
    visible.push(message);
    listener();
  }

  function put(message: Message, delayMs: number): void {
    all.add(message);
    const lateMs = faults.strikes('sqs-late', site)
      ? faults.between('sqs-late', site, 1_000, 300_000)
      : 0;
    loop.after(delayMs + within(random, 5, 40) + lateMs, () => appear(message));
  }

  return {
    spec,
    letters,
    send(body, { delayMs = 0, isPoison = false } = {}) {
      count += 1;
      const message = {
        ...{ id: `${spec.consumer}-${count}`, body, isPoison },
        ...{ sentMs: loop.now(), receives: 0 },
      };
      put(message, delayMs);
      if (faults.strikes('sqs-twice', site)) {
        const laterMs = faults.between('sqs-twice', site, 0, 60_000);
        put({ ...message }, delayMs + laterMs);
      }
      return message.id;
    },
    receive(most) {
      const taken: Message[] = [];
      while (taken.length < most && visible.length > 0) {
        // No promised order: now and then a later one comes first.
        const at = random() < 0.9 ? 0 : Math.floor(random() * visible.length);
        const [message] = visible.splice(at, 1) as [Message];
        message.receives += 1;
        if (message.receives > spec.receivesMax) {
          all.delete(message);
          letters.push({ consumer: spec.consumer, body: message.body, isPoison: message.isPoison });
          kernel.trace(`queue ${spec.consumer}`, `gives up ${message.id}`);
        } else {
          taken.push(message);
          loop.after(spec.visibilityMs, () => appear(message));
        }
      }
      return taken;
    },
    remove(messages) {
      for (const message of messages)
        if (!faults.strikes('sqs-ack-lost', site)) {
          all.delete(message);
        }
    },
    onVisible(then) {
      listener = then;
    },
    depth: () => [...all].filter(({ isPoison }) => !isPoison).length,
  };
}
