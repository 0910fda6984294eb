import type { Bundle } from './bundle.ts';

export interface OrderLine {
  type: 'bundle' | 'bundleAssignment' | 'apiTopup';
  item: string;
  quantity: number;
  unitMinor: number;
  allowReassign: boolean;
  iccids: string[];
}

/** One bundle still to be delivered: on a new eSIM (`target` null), on a known one, or into stock. */
export interface Unit {
  line: number;
  bundle: Bundle;
  target: string | null;
  purchasedAt: number;
  paidMinor: number;
}

export interface Order {
  reference: string;
  /** Assignments of an apply are found by this second reference. */
  applyReference: string | null;
  kind: 'purchase' | 'apply' | 'topup';
  sequence: number;
  createdAt: number;
  /** The order list lags behind: an order is listed from here on. */
  visibleAt: number;
  completesAt: number;
  status: 'processing' | 'completed';
  assign: boolean;
  profileId: string | null;
  lines: OrderLine[];
  units: Unit[];
  totalMinor: number;
  runningBalanceMinor: number;
  sourceIp: string;
}

/** A batch of pre-bought bundles. */
export interface Batch {
  id: number;
  bundle: Bundle;
  total: number;
  remaining: number;
  purchasedAt: number;
  expiresAt: number;
  paidMinor: number;
}
