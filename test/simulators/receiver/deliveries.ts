/** What a receiver remembers: its latest deliveries, counts of all, and the faults still to come. */
import { Webhook } from 'standardwebhooks';

/** Enough for a long run of tests; older ones are forgotten, the counts go on. */
const keptMax = 10_000;

export interface Delivery {
  receivedAt: string;
  path: string;
  /** Header webhook-id; null when it was not sent. */
  id: string | null;
  /** null while no secret is known. */
  signature: 'valid' | 'invalid' | null;
  /** null when the connection was dropped instead of answered. */
  answered: number | null;
  headers: Record<string, string>;
  body: string;
}

/** One delivery is hit `times` times by the first fault that is left. */
export interface Fault {
  kind: 'status' | 'drop';
  status: number;
  headers: Record<string, string>;
  delayMs: number;
  times: number;
}

export interface Memory {
  secret: string | undefined;
  faults: Fault[];
  deliveries: Delivery[];
  ids: Set<string>;
  received: number;
  accepted: number;
  badSignatures: number;
}

export const emptyMemory = (secret?: string): Memory => ({
  secret,
  faults: [],
  deliveries: [],
  ids: new Set(),
  received: 0,
  accepted: 0,
  badSignatures: 0,
});

export function remember(memory: Memory, delivery: Delivery): void {
  memory.received += 1;
  if (delivery.id !== null) memory.ids.add(delivery.id);
  if (delivery.signature === 'invalid') memory.badSignatures += 1;
  if (delivery.answered !== null && delivery.answered < 300) memory.accepted += 1;
  memory.deliveries.push(delivery);
  if (memory.deliveries.length > keptMax) memory.deliveries.shift();
}

export function takeFault(memory: Memory): Fault | undefined {
  const [fault] = memory.faults;
  if (!fault) return undefined;
  fault.times -= 1;
  if (fault.times <= 0) memory.faults.shift();
  return fault;
}

export const statisticsOf = ({ received, accepted, badSignatures, ids }: Memory) => ({
  received,
  distinctIds: ids.size,
  badSignatures,
  accepted,
});

/** As a vendor checks it: the package of the Standard Webhooks specification, its 5 minutes too. */
export function checkSignature(
  secret: string | undefined,
  headers: Record<string, string>,
  body: string,
): Delivery['signature'] {
  if (secret === undefined) return null;
  try {
    new Webhook(secret).verify(body, headers);
    return 'valid';
  } catch {
    return 'invalid';
  }
}
