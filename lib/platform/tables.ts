/**
 * Every table, its indexes, TTL attribute and stream, declared once: infra/data.ts creates from
 * it, grants and items.ts read it. Each table has string keys `pk` and `sk`.
 */
export interface IndexSpec {
  pk: string;
  sk: string;
  /** KEYS_ONLY keeps a state change from costing an index write; pages are filled by BatchGet. */
  projection: 'KEYS_ONLY' | 'ALL';
}

export interface TableSpec {
  purpose: string;
  /** Attribute with epoch seconds after which DynamoDB may delete the item. */
  ttl?: string;
  stream?: true;
  indexes: Record<string, IndexSpec>;
}

const byOwner: IndexSpec = { pk: 'ownerKey', sk: 'pk', projection: 'KEYS_ONLY' };
const byDue: IndexSpec = { pk: 'dueKey', sk: 'dueAt', projection: 'KEYS_ONLY' };

export const tables = {
  catalogue: {
    purpose: 'bundles, catalogue snapshots, pricing rules',
    ttl: 'expiresAtSeconds',
    stream: true,
    indexes: {},
  },
  orders: {
    purpose: 'orders, provider attempts, provider claims, reviews',
    stream: true,
    indexes: { byOwner, byDue },
  },
  ledger: { purpose: 'accounts and transfers', indexes: {} },
  idempotency: { purpose: 'idempotency records', ttl: 'expiresAtSeconds', indexes: {} },
  vendors: { purpose: 'vendors, API keys, webhook endpoints, order counters', indexes: {} },
  esims: {
    purpose: 'eSIMs sold',
    indexes: { byOwner, byIccid: { pk: 'iccid', sk: 'pk', projection: 'KEYS_ONLY' } },
  },
  providers: { purpose: 'how fast each provider may be asked, and whether it may', indexes: {} },
  payments: {
    purpose: 'card payments and the inbox of received webhooks',
    ttl: 'expiresAtSeconds',
    stream: true,
    indexes: {},
  },
  deliveries: {
    purpose: 'outgoing webhook deliveries and mails',
    ttl: 'expiresAtSeconds',
    indexes: { byDue },
  },
} as const satisfies Record<string, TableSpec>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];
export type IndexName<T extends TableName> = keyof (typeof tables)[T]['indexes'] & string;
