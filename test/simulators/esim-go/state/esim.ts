import type { Bundle } from './bundle.ts';

type BundleState =
  | 'processing'
  | 'queued'
  | 'active'
  | 'depleted'
  | 'expired'
  | 'revoked'
  | 'lapsed';

/** One bundle put on one eSIM. It keeps its own copy of the bundle: later price changes do not reach it. */
export interface Assignment {
  id: string;
  reference: string;
  bundle: Bundle;
  assignedAt: number;
  readyAt: number;
  purchasedAt: number;
  paidMinor: number;
  state: BundleState;
  startedAt: number | null;
  endsAt: number | null;
  initialBytes: number;
  remainingBytes: number;
}

export interface HistoryEntry {
  name: string;
  bundleName: string;
  at: number;
  bundleState?: BundleState;
  alertType?: string;
}

type ProfileStatus = 'Released' | 'Downloaded' | 'Installed' | 'Unavailable' | 'Deactivated';

export interface Esim {
  iccid: string;
  matchingId: string;
  smdpAddress: string;
  pin: string;
  puk: string;
  profileName: string;
  brandingId: string;
  customerRef: string;
  msisdn: string | null;
  profileStatus: ProfileStatus;
  state: 'active' | 'suspended' | 'deactivated';
  /** Suspended by the provider, not by the partner: the API cannot lift it. */
  policySuspended: boolean;
  /** Left the organisation (deleted, returned or a year without bundle): every read is refused. */
  removed: boolean;
  firstInstalledAt: number | null;
  assignedAt: number;
  lastAction: string;
  actionAt: number;
  lastActivityAt: number;
  deletionScheduledAt: number | null;
  attached: boolean;
  location: { iso: string; seenAt: number } | null;
  /** When each country was last reported: the notification repeats after 24 hours. */
  countryReportedAt: Record<string, number>;
  assignments: Assignment[];
  history: HistoryEntry[];
}

/** Bundles that still count against the 30 an eSIM can hold. */
export function openAssignments(esim: Esim): Assignment[] {
  return esim.assignments.filter(({ state }) => ['processing', 'queued', 'active'].includes(state));
}

export function record(esim: Esim, at: number, name: string, about: Partial<HistoryEntry> = {}) {
  esim.history.unshift({ name, bundleName: '', at, ...about });
}

/** `lastAction` knows fewer words than the history; both move together where both exist. */
export function act(esim: Esim, at: number, action: string) {
  esim.lastAction = action;
  esim.actionAt = at;
}
