/**
 * Who asks. The gateway's authorizer resolves credentials once and hands the result to the
 * function as context; `edge` then decides by the endpoint's own `auth`. A credential that is
 * present but bad travels as `problem`, so that every refusal is answered as problem+json.
 */
import type { ErrorName } from './errors.ts';

export const scopes = [
  'orders:read',
  'orders:write',
  'esims:read',
  'wallet:read',
  'wallet:topup',
  'ledger:read',
  'webhooks:manage',
  'keys:manage',
] as const;
export type Scope = (typeof scopes)[number];

export const staffRoles = ['SUPPORT', 'ADMIN', 'SUPER_ADMIN'] as const;
export type StaffRole = (typeof staffRoles)[number];

/** Orders and spend a vendor may make; null is no limit. Spend in minor units of its currency. */
export interface OrderLimits {
  ordersDaily: number | null;
  ordersMonthly: number | null;
  spendDaily: number | null;
  spendMonthly: number | null;
}

export interface VendorActor {
  kind: 'VENDOR_KEY';
  vendorId: string;
  keyId: string;
  scopes: Scope[];
  tier: string;
  currency: string;
  status: string;
  limits: OrderLimits;
}

export type Actor =
  | VendorActor
  /** `email` when the token carries it; Cognito's access tokens do not by themselves. */
  | { kind: 'CUSTOMER'; customerId: string; email?: string }
  | { kind: 'STAFF'; userId: string; role: StaffRole }
  /** The bearer of a signed link: may see this one order and its eSIMs. */
  | { kind: 'LINK'; orderId: string }
  | { kind: 'ANONYMOUS' };

export type Auth =
  | { kind: 'public' }
  | { kind: 'vendor'; scope: Scope }
  | { kind: 'customer' }
  /** A signed-in customer, or a guest who gives an e-mail in the body. */
  | { kind: 'customerOrGuest' }
  /** A signed-in customer, or the bearer of a signed link (`?token=`). */
  | { kind: 'customerOrLink' }
  | { kind: 'staff'; roles: readonly StaffRole[] }
  /** The sender proves itself by a signature over the raw body, checked by the handler. */
  | { kind: 'signature'; by: 'stripe' | 'esim-go' };

/** What the authorizer puts into the gateway's context (strings only): one of the two. */
export interface AuthorizerContext {
  actor?: string;
  problem?: ErrorName;
}

/** What is stamped on every item that a caller's request writes: the audit trail reads it. */
export interface Stamp {
  kind: Actor['kind'] | 'SYSTEM' | 'STRIPE' | 'PROVIDER';
  id: string;
  ip?: string;
  requestId: string;
}

/** The partition that lists what a vendor or a customer owns: orders, eSIMs, idempotency keys. */
export const vendorOwner = (vendorId: string): string => `VENDOR#${vendorId}`;
export const customerOwner = (customerId: string): string => `CUSTOMER#${customerId}`;

export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'VENDOR_KEY':
      return actor.keyId;
    case 'CUSTOMER':
      return actor.customerId;
    case 'STAFF':
      return actor.userId;
    case 'LINK':
      return actor.orderId;
    case 'ANONYMOUS':
      return 'anonymous';
  }
}
