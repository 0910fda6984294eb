import { z } from 'zod';

const text = z.string().min(1);
const failureReasons = [
  'lost_or_stolen_card',
  'expired_or_canceled_card',
  'charge_for_pending_refund_disputed',
  'insufficient_funds',
  'declined',
  'merchant_request',
  'unknown',
] as const;

export const nothing = z.strictObject({});
export const paySchema = z.strictObject({
  payment_method: text.default('pm_card_visa'),
  /** Less, or more, than was asked for. */
  amount_received: z.int().min(1).max(99_999_999).optional(),
  return_url: text.optional(),
});
export const completeSchema = z.strictObject({ outcome: z.enum(['succeed', 'fail']) });
export const refundFailSchema = z.strictObject({
  failure_reason: z.enum(failureReasons).default('expired_or_canceled_card'),
});
export const refundMoveSchema = z.strictObject({
  status: z.enum(['succeeded', 'failed', 'pending', 'requires_action']),
});
export const disputeSchema = z.strictObject({ reason: text.default('fraudulent') });
export const closeSchema = z.strictObject({ outcome: z.enum(['won', 'lost']) });
export const eventSchema = z.strictObject({
  type: text,
  object: z.record(z.string(), z.unknown()),
  previous_attributes: z.record(z.string(), z.unknown()).optional(),
  api_version: text.optional(),
  id: text.optional(),
  created: z.int().min(0).optional(),
  livemode: z.boolean().default(false),
});
export const resendSchema = z.strictObject({ times: z.int().min(1).max(1000).default(1) });
export const releaseSchema = z.strictObject({
  order: z.array(text).default([]),
  only: z.boolean().default(false),
});
