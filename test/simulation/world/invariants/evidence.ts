/** Plain facts that the invariants judge: what stands in the tables, and what others saw. */

export interface Row {
  pk: string;
  sk: string;
  [attribute: string]: unknown;
}

/** Rows by table, in native values. */
export interface Books {
  orders: readonly Row[];
  ledger: readonly Row[];
  payments: readonly Row[];
  esims: readonly Row[];
  vendors: readonly Row[];
  deliveries: readonly Row[];
}

/** One line of an order at the provider: what it took our money for. */
export interface Sale {
  reference: string;
  line: number;
  bundleCode: string;
  quantity: number;
  iccids: readonly string[];
  /** Of a top-up: what the eSIM got. */
  assignmentIds: readonly string[];
}

/** One intent at Stripe, with what moved on it. */
export interface CardMoney {
  orderId: string | undefined;
  intentId: string;
  status: string;
  captured: number;
  /** Refunds that stand. */
  refunded: number;
  /** A refund was made and failed later. */
  isRefundLost: boolean;
}

/** A webhook that reached a vendor's receiver. */
export interface Received {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** What the receiver answered. */
  status: number | undefined;
}

/** What a client asked for under one Idempotency-Key, and every answer to it. */
export interface Purchase {
  key: string;
  channel: 'VENDOR' | 'CARD';
  /** Found again on the order: customerReference of a vendor's, e-mail of a card's. */
  mark: string;
  bundleCode: string;
  quantity: number;
  answers: readonly { status: number; orderId?: string | undefined }[];
  /** Of a request with the same key and another body, where one was sent, and its answers. */
  otherQuantity?: number | undefined;
  otherBody: readonly { status: number; orderId?: string | undefined }[];
}

export interface Evidence {
  books: Books;
  sales: readonly Sale[];
  cards: readonly CardMoney[];
  received: readonly Received[];
  purchases: readonly Purchase[];
}

export interface Violation {
  invariant: string;
  subject: string;
  what: string;
}

export const violation =
  (invariant: string) =>
  (subject: string, what: string): Violation => ({
    invariant,
    subject,
    what,
  });

export const ordersOf = ({ orders }: Books): Row[] => orders.filter(({ sk }) => sk === 'ORDER');
export const claimsOf = ({ orders }: Books): Row[] =>
  orders.filter(({ pk }) => pk.startsWith('CLAIM#'));
export const reviewsOf = ({ orders }: Books): Row[] => orders.filter(({ sk }) => sk === 'REVIEW');

export const esimsOf = ({ esims }: Books): Row[] => esims.filter(({ sk }) => sk === 'ESIM');

export const text = (row: Row, attribute: string): string => String(row[attribute] ?? '');
export const amount = (row: Row, attribute: string): number => Number(row[attribute] ?? 0);

export function grouped<T>(values: Iterable<T>, keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

export const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** eSIMs of one bundle and quantity stand in for each other. */
export const kindOfLine = (bundleCode: string, quantity: number): string =>
  `${quantity} x ${bundleCode}`;
