/** What every order names in its body. */
import * as z from 'zod';
import { bundleCodePattern } from '../catalogue/bundle.ts';
import { quantityMax } from './order.ts';

export const orderWish = {
  bundleCode: z
    .string()
    .regex(bundleCodePattern)
    .meta({ examples: ['esim_1GB_7D_TR_V2'] }),
  quantity: z
    .int()
    .min(1)
    .max(quantityMax)
    .meta({ examples: [1] }),
};
