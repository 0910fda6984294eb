/** What clients see of an order; the schemas are the contract and generate the OpenAPI document. */
import * as z from 'zod';
import type { Esim } from '../esims/esim.ts';
import { idSchema } from '../platform/ids.ts';
import { Money } from '../platform/money.ts';
import { cancelReasons, failureCodes, type Order, orderStatuses } from './order.ts';

export const OrderStatus = z.enum(orderStatuses).meta({ id: 'OrderStatus' });

const OrderedEsim = z.object({
  id: idSchema('esim'),
  iccid: z.string().meta({ examples: ['8943108167000412073'] }),
  status: z.string(),
});

export const OrderView = z
  .object({
    object: z.literal('order'),
    id: idSchema('order'),
    status: OrderStatus,
    bundle: z.object({
      code: z.string(),
      name: z.string(),
      data: z.object({ unlimited: z.boolean(), bytes: z.int().nullable() }),
      durationDays: z.int(),
    }),
    quantity: z.int(),
    topUpOf: idSchema('esim').nullable().meta({
      description: 'The eSIM that this order adds its bundle to; null when it brings new ones',
    }),
    unitPrice: Money,
    total: Money,
    customerReference: z.string().nullable(),
    failureCode: z.enum(failureCodes).nullable(),
    cancelReason: z.enum(cancelReasons).nullable(),
    esims: z.array(OrderedEsim).meta({ description: 'Present once the order is COMPLETED' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    completedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Order', description: 'One purchase of 1..10 eSIMs, or a top-up of one' });
export type OrderView = z.infer<typeof OrderView>;

export function orderView(order: Order, esims: Esim[]): OrderView {
  const money = (amount: number) => ({ amount, currency: order.currency });
  return {
    object: 'order',
    id: order.id,
    status: order.status,
    bundle: {
      code: order.bundleCode,
      name: order.bundleName,
      data: { unlimited: order.dataBytes === null, bytes: order.dataBytes },
      durationDays: order.durationDays,
    },
    quantity: order.quantity,
    topUpOf: order.topUp?.esimId ?? null,
    unitPrice: money(order.unitPrice),
    total: money(order.total),
    customerReference: order.customerReference ?? null,
    failureCode: order.failure ?? null,
    cancelReason: order.cancelReason ?? null,
    esims: esims.map(({ id, iccid, status }) => ({ id, iccid, status })),
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    completedAt: order.completedAt ?? null,
  };
}

/** The answer that the first request got, rebuilt from what never changes: a repeat gets the same. */
export const firstAnswer = (order: Order): OrderView => ({
  ...orderView(order, []),
  status: order.channel === 'VENDOR' ? 'PAID' : 'PAYMENT_PENDING',
  failureCode: null,
  cancelReason: null,
  updatedAt: order.createdAt,
  completedAt: null,
});

export const QuoteView = z
  .object({
    object: z.literal('order_validation'),
    valid: z.literal(true),
    bundleCode: z.string(),
    quantity: z.int(),
    unitPrice: Money,
    total: Money,
  })
  .meta({ id: 'OrderValidation', description: 'Price and feasibility; nothing was changed' });
