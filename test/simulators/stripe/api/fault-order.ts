import { z } from 'zod';

/** `before` and `after` say whether the effect took place; the caller cannot tell them apart. */
const faultKinds = [
  'drop-before',
  'drop-after',
  'cut-after',
  'status-before',
  'status-after',
  'hang',
  'hang-after',
  'delay',
] as const;

export const faultSchema = z
  .strictObject({
    /** "POST /v1/refunds", "/v1/refunds" (any method) or "*". */
    route: z.string().min(1),
    kind: z.enum(faultKinds),
    /** Once by default, without end where a probability is given. */
    times: z.int().min(1).optional(),
    probability: z.number().gt(0).max(1).optional(),
    status: z.int().min(400).max(599).default(500),
    code: z.string().optional(),
    /** A wait before the request begins to run, in every kind. */
    delayMs: z.int().min(0).max(600_000).default(0),
    shouldRetry: z.boolean().optional(),
  })
  .refine((fault) => fault.kind !== 'delay' || fault.delayMs > 0, 'a delay needs delayMs');

export type FaultOrder = z.infer<typeof faultSchema>;
export type Fault = FaultOrder & { id: number; left: number | null; injected: number };
