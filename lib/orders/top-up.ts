/**
 * A top-up is an order whose bundle goes onto an eSIM that was sold before. What has to be true of the
 * eSIM is found out before money moves.
 */
import type { Esim } from '../esims/esim.ts';
import { ProblemError } from '../platform/errors.ts';
import { type EsimStatus, ProviderUnavailable } from '../providers/port.ts';
import { providerFor } from '../providers/provider.ts';
import type { TopUp } from './order.ts';

const closed: readonly EsimStatus[] = ['EXPIRED', 'SUSPENDED', 'TERMINATED'];

/** Asks the provider, so it comes after all that can be said without it. */
export async function topUpOf(
  esim: Esim,
  bundleCode: string,
  correlationId: string,
): Promise<TopUp> {
  const { id: esimId, iccid, status } = esim;
  if (closed.includes(status))
    throw new ProblemError('ESIM_STATE_CONFLICT', `The eSIM is ${status}.`);
  const provider = providerFor(esim.provider, correlationId);
  const fits = await provider.isCompatible(iccid, bundleCode).catch((error: unknown) => {
    if (error instanceof ProviderUnavailable)
      throw new ProblemError('PROVIDER_UNAVAILABLE', undefined, { cause: error });
    throw error;
  });
  if (!fits) throw new ProblemError('ESIM_INCOMPATIBLE');
  return { esimId, iccid };
}
