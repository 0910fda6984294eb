import type Stripe from 'stripe';
import type { Fault } from '../api/fault-order.ts';
import { seededRandom } from './ids.ts';
import type {
  Counters,
  Delivery,
  KnownMethod,
  Scheduled,
  StoredAnswer,
  StoredItem,
} from './records.ts';
import { defaultSettings, type Settings, type WebhookStart } from './settings.ts';

/** Everything one simulated Stripe account holds. All state logic takes it as an argument. */
export interface Account {
  keys: { secret: string; publishable: string };
  /** Where this server is reached: 3DS pages are linked below it. */
  publicUrl: string;
  random: () => number;
  /** Goes on over a reset, so that an answer to an older delivery meets no newer one. */
  lastDelivery: number;
  settings: Settings;
  faults: Fault[];
  counters: Counters;
  intents: Map<string, Stripe.PaymentIntent>;
  charges: Map<string, Stripe.Charge>;
  balanceTransactions: Map<string, Stripe.BalanceTransaction>;
  refunds: Map<string, Stripe.Refund>;
  disputes: Map<string, Stripe.Dispute>;
  customers: Map<string, Stripe.Customer>;
  methods: Map<string, KnownMethod>;
  /** Intents whose customer has passed the challenge, to be confirmed once more by the server. */
  authenticated: Set<string>;
  invoices: Map<string, Stripe.Invoice>;
  invoiceItems: Map<string, StoredItem>;
  events: Map<string, Stripe.EventBase>;
  deliveries: Map<number, Delivery>;
  /** Numbers of the deliveries in state `waiting`, so that a look for due ones stays short. */
  waiting: Set<number>;
  answersByKey: Map<string, StoredAnswer>;
  scheduled: Scheduled[];
}

export interface AccountStart {
  secretKey: string;
  publishableKey: string;
  webhook?: WebhookStart;
  seed: number;
}

export function openAccount(start: AccountStart): Account {
  return {
    keys: { secret: start.secretKey, publishable: start.publishableKey },
    publicUrl: 'http://stripe.invalid',
    random: seededRandom(start.seed),
    lastDelivery: 0,
    settings: defaultSettings(start.webhook),
    ...emptyState(),
  };
}

/** Ids go on from where they were: an object made after a reset never repeats an older id. */
export function resetAccount(account: Account, webhook: WebhookStart | undefined): void {
  Object.assign(account, { settings: defaultSettings(webhook), ...emptyState() });
}

function emptyState(): Omit<
  Account,
  'keys' | 'publicUrl' | 'random' | 'lastDelivery' | 'settings'
> {
  return {
    faults: [],
    counters: {
      requests: {},
      faultsInjected: {},
      webhookAttempts: 0,
      webhooksDelivered: 0,
      idempotentReplays: 0,
    },
    intents: new Map(),
    charges: new Map(),
    balanceTransactions: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    customers: new Map(),
    methods: new Map(),
    authenticated: new Set(),
    invoices: new Map(),
    invoiceItems: new Map(),
    events: new Map(),
    deliveries: new Map(),
    waiting: new Set(),
    answersByKey: new Map(),
    scheduled: [],
  };
}
