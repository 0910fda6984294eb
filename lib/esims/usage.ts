/**
 * How much of an eSIM's data is used, pure. The provider tells it bundle by bundle, and one bundle
 * may be on an eSIM several times: what tells them apart is when each of them started.
 */
import type { ProviderNotice } from '../providers/port.ts';
import { type Esim, totalBytesOf } from './esim.ts';

type UsageNotice = Extract<ProviderNotice, { kind: 'USAGE' }>;

/** How often we put this bundle on this eSIM. */
export const timesSold = ({ bundleCode, topUps = [] }: Esim, code: string): number =>
  [{ bundleCode }, ...topUps].filter((sold) => sold.bundleCode === code).length;

const keyOf = ({ bundleCode, startsAt }: UsageNotice) => `${startsAt ?? ''} ${bundleCode}`;

/** With what the notice adds; the same object when it adds nothing. Usage only ever grows. */
export function usageTold(
  known: Record<string, number> | undefined,
  notice: UsageNotice,
): Record<string, number> | undefined {
  // The provider counts what passed before it cut off; nobody uses more than there was.
  const used = notice.initialBytes - Math.max(0, notice.remainingBytes);
  const key = keyOf(notice);
  return used > (known?.[key] ?? 0) ? { ...known, [key]: used } : known;
}

/** Of all bundles together: never less than was said before, nor more than was sold. */
export function usedBytesOf(esim: Esim): number {
  const codes = new Set([esim.bundleCode, ...(esim.topUps ?? []).map((sold) => sold.bundleCode)]);
  const used = [...codes].reduce((sum, code) => sum + usedOf(esim, code), 0);
  const most = Math.max(esim.usedBytes, totalBytesOf(esim) ?? Number.MAX_SAFE_INTEGER);
  return Math.min(Math.max(esim.usedBytes, used), most);
}

/** Of no more bundles than were sold; a notice without a start may be about any of them. */
function usedOf(esim: Esim, code: string): number {
  const told = Object.entries(esim.usedByBundle ?? {}).flatMap(([key, bytes]) => {
    const [startsAt = '', ...rest] = key.split(' ');
    return rest.join(' ') === code ? [{ startsAt, bytes }] : [];
  });
  const started = told.filter(({ startsAt }) => startsAt !== '').map(({ bytes }) => bytes);
  const sum = started
    .sort((a, b) => b - a)
    .slice(0, timesSold(esim, code))
    .reduce((total, bytes) => total + bytes, 0);
  return Math.max(sum, told.find(({ startsAt }) => startsAt === '')?.bytes ?? 0);
}
