/**
 * The provider port: what the domain knows of a wholesale eSIM source. Shaped so that eSIM Go
 * (no order reference of ours), Airalo (searchable reference) and eSIM Access (native idempotency)
 * fit. No adapter's own field or type crosses it. Units: money in minor units, data in bytes.
 */
import type { Currency } from '../platform/money.ts';

export type ProviderName = 'esim-go';

export interface ProviderCountry {
  iso: string;
  name: string;
  region: string;
}

export interface ProviderBundle {
  /** The provider's key of the bundle; also our bundle code. */
  code: string;
  description: string;
  groups: string[];
  countries: ProviderCountry[];
  roaming: ProviderCountry[];
  /** null = unlimited. */
  dataBytes: number | null;
  durationDays: number;
  speeds: string[];
  autostart: boolean;
  /** Wholesale price; null when the provider states none. */
  cost: { amount: number; currency: Currency } | null;
}

export interface CataloguePage {
  bundles: ProviderBundle[];
  /** undefined on the last page. */
  nextPage: number | undefined;
}

/** One line of a provider order: new eSIMs, or a top-up of known ones. */
export interface OrderLine {
  bundleCode: string;
  quantity: number;
  iccids?: string[];
}

export interface InstallData {
  iccid: string;
  /** Bare host of the SM-DP+. */
  smdpAddress: string;
  matchingId: string;
}

export interface PlacedLine {
  bundleCode: string;
  quantity: number;
  esims: InstallData[];
}

export interface PlacedOrder {
  /** The provider's reference: our claim binds it to one order. */
  reference: string;
  createdAt: string;
  status: 'COMPLETED' | 'PENDING' | 'FAILED';
  lines: PlacedLine[];
  /** What the provider charged, when it says so. */
  total: { amount: number; currency: Currency } | null;
}

/**
 * The answer to "place this order". Only NOT_PLACED is safe to send again; UNKNOWN means that the
 * purchase may or may not have happened (lost answer, any 5xx, unreadable or short answer).
 */
export type PlaceOutcome =
  | { outcome: 'PLACED'; order: PlacedOrder }
  | { outcome: 'REFUSED'; reason: RefusalReason }
  | {
      outcome: 'NOT_PLACED';
      cause: 'RATE_LIMITED' | 'UNREACHABLE' | 'UNAUTHORISED';
      retryAfterMs: number;
    }
  | { outcome: 'UNKNOWN'; cause: string };

export type RefusalReason = 'BUNDLE_UNKNOWN' | 'INSUFFICIENT_FUNDS' | 'INVALID_ORDER';

export type QuoteOutcome =
  | { outcome: 'FEASIBLE'; total: { amount: number; currency: Currency } | null }
  | { outcome: 'REFUSED'; reason: RefusalReason }
  | { outcome: 'UNAVAILABLE'; cause: string };

export type EsimStatus =
  | 'CREATED'
  | 'PENDING_ACTIVATION'
  | 'ACTIVE'
  | 'EXPIRED'
  | 'SUSPENDED'
  | 'TERMINATED';

export interface EsimReading {
  iccid: string;
  /** Whether a device has installed it at some time. */
  installed: boolean;
  status: EsimStatus;
  bundles: {
    /** Of this one sale of the bundle to this eSIM; empty when the provider names none. */
    assignmentId: string;
    bundleCode: string;
    initialBytes: number | null;
    remainingBytes: number | null;
    startsAt: string | null;
    endsAt: string | null;
  }[];
}

/** What a callback says, in our words; the domain decides what it changes. */
export type ProviderNotice =
  | {
      kind: 'USAGE';
      iccid: string;
      bundleCode: string;
      initialBytes: number;
      remainingBytes: number;
      startsAt: string | null;
      endsAt: string | null;
    }
  | { kind: 'ATTACHED'; iccid: string }
  | {
      kind: 'FIRST_USE';
      iccid: string;
      bundleCode: string;
      startsAt: string | null;
      endsAt: string | null;
    }
  | { kind: 'DELETED'; iccid: string }
  | { kind: 'BALANCE_LOW'; balance: number; threshold: number }
  | { kind: 'OTHER'; type: string };

/** Thrown by reads (not by `place`): the provider could not be asked or did not answer sense. */
export class ProviderUnavailable extends Error {
  readonly retryAfterMs: number;
  constructor(message: string, retryAfterMs = 1_000, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderUnavailable';
    this.retryAfterMs = retryAfterMs;
  }
}

export interface Provider {
  name: ProviderName;
  /** native: a repeat with the same attempt id is recognised; none: only time-window search. */
  orderIdempotency: 'native' | 'searchable' | 'none';
  cataloguePage(page: number): Promise<CataloguePage>;
  /** Asks for price and feasibility; changes nothing. */
  quote(lines: OrderLine[]): Promise<QuoteOutcome>;
  /** Buys. Never repeated by the adapter itself. Resolves within `timeoutMs`. */
  place(attemptId: string, lines: OrderLine[], timeoutMs: number): Promise<PlaceOutcome>;
  /** Purchases created in the window, oldest first, top-ups of balance and the like left out. */
  findOrders(window: { from: Date; to: Date }): Promise<PlacedOrder[]>;
  /** undefined when the provider knows no such order; may still be PENDING. */
  order(reference: string): Promise<PlacedOrder | undefined>;
  /** Would this bundle run on this eSIM? Asked before a top-up is sold. */
  isCompatible(iccid: string, bundleCode: string): Promise<boolean>;
  /** undefined when the eSIM is not ours (any more). */
  esim(iccid: string): Promise<EsimReading | undefined>;
  /** Checks a callback's signature over its raw body. */
  verifyCallback(rawBody: Buffer, headers: Record<string, string>): Promise<boolean>;
  parseCallback(rawBody: Buffer): ProviderNotice;
}
