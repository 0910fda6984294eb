/** Callback bodies, V2 and V3 -> ProviderNotice (fact sheet, section 13). Pure, never throws. */
import { type Currency, minorFromDecimal } from '../../platform/money.ts';
import type { ProviderNotice } from '../port.ts';
import { instant, integer, isRecord, type Json, text } from './decode.ts';
import { isIccid, parseKeepingDigits } from './wire.ts';

/** Unknown and incomplete ones become OTHER: they are kept and acknowledged, not refused. */
export function noticeOf(rawBody: Buffer, currency: Currency): ProviderNotice {
  const body = parseKeepingDigits(rawBody.toString('utf8'));
  if (!isRecord(body)) return { kind: 'OTHER', type: 'unreadable' };
  // The two lifecycle events use `event`, all others `alertType`.
  const type = text(body.alertType) ?? text(body.event) ?? 'untyped';
  return known(type, body, currency) ?? { kind: 'OTHER', type: type.slice(0, 100) };
}

function known(type: string, body: Json, currency: Currency): ProviderNotice | undefined {
  if (type === 'LowBalance' || type === 'InsufficientBalance') return balanceOf(body, currency);
  const { iccid } = body;
  if (!isIccid(iccid)) return undefined;
  if (type === 'FirstAttachment') return { kind: 'ATTACHED', iccid };
  if (type === 'esim.deleted') return { kind: 'DELETED', iccid };
  const bundle = isRecord(body.bundle) ? body.bundle : {};
  const bundleCode = text(bundle.name);
  if (bundleCode === undefined) return undefined;
  const times = { startsAt: instant(bundle.startTime), endsAt: instant(bundle.endTime) };
  if (type === 'FirstUse') return { kind: 'FIRST_USE', iccid, bundleCode, ...times };
  const [initialBytes, remainingBytes] = [bundle.initialQuantity, bundle.remainingQuantity].map(
    integer,
  );
  if (type !== 'Utilisation' || !(Number(initialBytes) > 0) || !(Number(remainingBytes) >= 0)) {
    return undefined;
  }
  return {
    kind: 'USAGE',
    iccid,
    bundleCode,
    initialBytes: Number(initialBytes),
    remainingBytes: Number(remainingBytes),
    ...times,
  };
}

/** Minor units of the organisation's currency. */
function balanceOf({ balanceInfo }: Json, currency: Currency): ProviderNotice | undefined {
  const info = isRecord(balanceInfo) ? balanceInfo : {};
  const [balance, threshold] = [info.balance, info.threshold].map((it) =>
    signedMinor(it, currency),
  );
  if (balance === undefined || threshold === undefined) return undefined;
  return { kind: 'BALANCE_LOW', balance, threshold };
}

/** A balance, unlike a price, may be below zero. */
function signedMinor(value: unknown, currency: Currency): number | undefined {
  const match = /^(-?)(\d{1,12}(?:\.\d+)?)$/.exec(String(value));
  if (!match) return undefined;
  return (match[1] === '-' ? -1 : 1) * minorFromDecimal(match[2] ?? '0', currency);
}
