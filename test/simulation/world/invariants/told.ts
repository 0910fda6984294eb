/** Vendors are told: each event at least once, always under one id, with a signature that holds. */
import { Webhook } from 'standardwebhooks';
import {
  type Evidence,
  grouped,
  ordersOf,
  type Received,
  type Row,
  text,
  type Violation,
  violation,
} from './evidence.ts';

const broken = violation('told');

interface Telling extends Received {
  id: string;
  orderId: string;
  type: string;
}

function telling(received: Received): Telling {
  const { type, data } = JSON.parse(received.body) as { type: string; data: { id: string } };
  return { ...received, id: received.headers['webhook-id'] ?? '', orderId: data.id, type };
}

/** Holds at every moment, for one delivery. */
export function receivedViolations(received: Received, secret: string | undefined): Violation[] {
  const { id, orderId, type } = telling(received);
  if (secret === undefined) return [broken(orderId, `was told to a stranger at ${received.url}`)];
  const found: Violation[] = [];
  try {
    // The specification's own check, on the same clock that signed; its tolerance is the receiver's.
    new Webhook(secret).verify(received.body, { ...received.headers });
  } catch (error) {
    found.push(
      broken(orderId, `${type}: ${error instanceof Error ? error.message : 'no signature'}`),
    );
  }
  const word = type.split('.').at(-1);
  if (!new RegExp(`^evt_${orderId}_\\d+_${word}$`).test(id))
    found.push(broken(orderId, `${type} came under the id ${id}`));
  return found;
}

const typesOf: Record<string, readonly string[]> = {
  COMPLETED: ['order.completed'],
  REFUNDED: ['order.failed', 'order.refunded'],
};

/** When all is quiet. A receiver that never took it is still being tried, for days. */
export function finalTellingViolations({ books, received }: Evidence): Violation[] {
  const endpoints = grouped(
    books.vendors.filter(({ sk, status }) => sk.startsWith('ENDPOINT#') && status === 'ENABLED'),
    (endpoint) => text(endpoint, 'vendorId'),
  );
  const tellings = grouped(received.map(telling), ({ url, orderId, type }) =>
    [url, orderId, type].join(' '),
  );
  const retried = new Set(
    books.deliveries
      .filter(({ status }) => status === 'RETRYING')
      .map((delivery) => [delivery.endpointId, delivery.orderId, delivery.eventType].join(' ')),
  );
  const vendorOrders = ordersOf(books).filter(({ channel }) => channel === 'VENDOR');
  const untold = vendorOrders.flatMap((order) =>
    (endpoints.get(text(order, 'vendorId')) ?? []).flatMap((endpoint) =>
      (typesOf[text(order, 'status')] ?? []).flatMap((type) =>
        tellingOf(order, endpoint, type, tellings, retried),
      ),
    ),
  );
  const ids = grouped(received.map(telling), ({ orderId, type }) => `${orderId} ${type}`);
  const manyIds = [...ids]
    .filter(([, same]) => new Set(same.map(({ id }) => id)).size > 1)
    .map(([subject, same]) =>
      broken(subject, `was told under ${[...new Set(same.map(({ id }) => id))].join(' and ')}`),
    );
  return [...untold, ...manyIds];
}

function tellingOf(
  order: Row,
  endpoint: Row,
  type: string,
  tellings: ReadonlyMap<string, readonly Telling[]>,
  retried: ReadonlySet<string>,
): Violation[] {
  const id = text(order, 'id');
  const told = tellings.get([endpoint.url, id, type].join(' ')) ?? [];
  const isTaken = told.some(({ status }) => status !== undefined && status >= 200 && status < 300);
  if (isTaken || retried.has([endpoint.id, id, type].join(' '))) return [];
  return [broken(id, `${type} never reached ${endpoint.url}`)];
}
