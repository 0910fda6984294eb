/**
 * What a provider's notice makes of an eSIM, pure. Notices come twice and out of order, so each only
 * ever adds: the state moves along its arrows, usage grows, the validity widens. Hence any order
 * and any repetition of the same notices ends in the same eSIM.
 */
import type { EsimStatus, ProviderNotice } from '../providers/port.ts';
import type { Esim } from './esim.ts';
import { timesSold, usageTold, usedBytesOf } from './usage.ts';

const arrows: Record<EsimStatus, readonly EsimStatus[]> = {
  CREATED: ['PENDING_ACTIVATION'],
  PENDING_ACTIVATION: ['ACTIVE'],
  ACTIVE: ['EXPIRED', 'SUSPENDED', 'TERMINATED'],
  EXPIRED: [],
  SUSPENDED: [],
  TERMINATED: [],
};

/** Along one or more arrows: the notices of the states between may be late or lost. */
export const canReach = (from: EsimStatus, to: EsimStatus): boolean =>
  arrows[from].some((next) => next === to || canReach(next, to));

export type EsimNotice = Extract<ProviderNotice, { iccid: string }>;

/** The eSIM after the notice, or undefined when it says nothing new. */
export function applied(esim: Esim, notice: EsimNotice, now: Date): Esim | undefined {
  const status = statusAfter(esim.status, notice);
  // Figures of a bundle that we did not sell are not ours to show.
  const ours = 'bundleCode' in notice && timesSold(esim, notice.bundleCode) > 0;
  const isUsage = ours && notice.kind === 'USAGE';
  const usedByBundle = isUsage ? usageTold(esim.usedByBundle, notice) : esim.usedByBundle;
  const usage = usedByBundle === undefined ? {} : { usedByBundle };
  const startsAt = ours ? first(esim.startsAt, notice.startsAt) : esim.startsAt;
  const endsAt = ours ? last(esim.endsAt, notice.endsAt) : esim.endsAt;
  const same =
    status === esim.status &&
    usedByBundle === esim.usedByBundle &&
    startsAt === esim.startsAt &&
    endsAt === esim.endsAt;
  if (same) return undefined;
  return {
    ...esim,
    status,
    ...usage,
    usedBytes: usedBytesOf({ ...esim, ...usage }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
    version: esim.version + 1,
    updatedAt: now.toISOString(),
  };
}

const told: Record<EsimNotice['kind'], EsimStatus> = {
  ATTACHED: 'PENDING_ACTIVATION',
  FIRST_USE: 'ACTIVE',
  USAGE: 'ACTIVE',
  DELETED: 'TERMINATED',
};

function statusAfter(status: EsimStatus, notice: EsimNotice): EsimStatus {
  const target = told[notice.kind];
  return canReach(status, target) ? target : status;
}

// ISO texts in UTC sort as times.
const first = (known: string | undefined, told: string | null) =>
  told !== null && (known === undefined || told < known) ? told : known;
const last = (known: string | undefined, told: string | null) =>
  told !== null && (known === undefined || told > known) ? told : known;
