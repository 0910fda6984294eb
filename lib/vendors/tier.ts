/** Vendors of a tier share a usage plan of the gateway, named to it by this value. */
import { createHash } from 'node:crypto';

/** No secret: the gateway takes it from the authorizer only. Unique in a region, so by stage. */
export const usageKey = (stage: string, tier: string): string =>
  createHash('sha256').update(`ttelgo ${stage} ${tier}`).digest('hex');
