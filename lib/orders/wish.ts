/** What orders name in their body. */
import * as z from 'zod';
import { bundleCodePattern } from '../catalogue/bundle.ts';
import { maxAmountMinor } from '../platform/money.ts';
import { quantityMax } from './order.ts';

export const topUpWish = {
  bundleCode: z
    .string()
    .regex(bundleCodePattern)
    .meta({ examples: ['esim_1GB_7D_TR_V2'] }),
};

export const orderWish = {
  ...topUpWish,
  quantity: z
    .int()
    .min(1)
    .max(quantityMax)
    .meta({ examples: [1] }),
};

/** No half of a character, which cannot be stored, no control characters, and not only blanks. */
const isPrintable = (text: string): boolean =>
  text.isWellFormed() && !/\p{Cc}/u.test(text) && text.trim() !== '';

/** What vendors may add. */
export const vendorWish = {
  customerReference: z
    .string()
    .min(1)
    .max(100)
    .refine(isPrintable, 'must be printable text')
    .optional()
    .meta({ description: 'Your own reference, returned on the order' }),
  maxUnitPrice: z.int().min(1).max(maxAmountMinor).optional().meta({
    description: 'Refuse the order when the unit price is above this; minor units',
  }),
};
