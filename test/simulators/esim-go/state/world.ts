import type { Bundle } from './bundle.ts';
import type { Esim } from './esim.ts';
import { createIds, type Ids } from './ids.ts';
import type { Batch, Order } from './order.ts';
import { createRandom } from './random.ts';
import type { Settings } from './settings.ts';

interface Tally {
  refundedMinor: number;
  refusedOrders: number;
  validations: number;
  requests: Record<string, number>;
  rateLimited: number;
  faultsInjected: Record<string, number>;
  catalogueRequests: number;
  callbacksSent: number;
}

/** A notification in its fullest (V3) form; how it is sent is decided at the door. */
export interface ProviderEvent {
  at: number;
  body: Record<string, unknown>;
}

/** Everything the provider knows. Functions in this folder change it and take `now` from outside. */
export interface World {
  settings: Settings;
  balanceMinor: number;
  catalogue: Map<string, Bundle>;
  retired: Set<string>;
  esims: Map<string, Esim>;
  orders: Order[];
  ordersByReference: Map<string, Order>;
  pendingOrders: Order[];
  batches: Batch[];
  events: ProviderEvent[];
  ids: Ids;
  /** Dice of their own for losses and faults, so that they never shift the ids. */
  chance: () => number;
  tally: Tally;
  lastOrderAt: number | null;
  insufficientNotices: number;
}

export function createWorld(options: {
  settings: Settings;
  balanceMinor: number;
  catalogue: Map<string, Bundle>;
  seed: string;
}): World {
  return {
    settings: options.settings,
    balanceMinor: options.balanceMinor,
    catalogue: options.catalogue,
    retired: new Set(),
    esims: new Map(),
    orders: [],
    ordersByReference: new Map(),
    pendingOrders: [],
    batches: [],
    events: [],
    ids: createIds(createRandom(`ids:${options.seed}`)),
    chance: createRandom(`chance:${options.seed}`),
    tally: emptyTally(),
    lastOrderAt: null,
    insufficientNotices: 0,
  };
}

function emptyTally(): Tally {
  return {
    refundedMinor: 0,
    refusedOrders: 0,
    validations: 0,
    requests: {},
    rateLimited: 0,
    faultsInjected: {},
    catalogueRequests: 0,
    callbacksSent: 0,
  };
}
