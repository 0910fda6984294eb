/** Vendors of a tier share a usage plan of the gateway, named to it by this value. */
import { createHash } from 'node:crypto';

/** The plan of callers who are no vendor: the gateway refuses whoever has no key at all. */
export const noTier = 'NONE' as const;

/** No secret: the gateway takes it from the authorizer only. Unique in a region, so by stage. */
export const usageKey = (stage: string, tier: string): string =>
  createHash('sha256').update(`ttelgo ${stage} ${tier}`).digest('hex');
