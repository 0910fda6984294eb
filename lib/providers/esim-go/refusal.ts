/** Why eSIM Go turned an order down, from the words of a 400: no codes are documented. Pure. */
import type { OrderLine, RefusalReason } from '../port.ts';
import { isIccid } from './wire.ts';

export function refusalOf(message: string): RefusalReason {
  if (/balance|insufficient|funds|credit/i.test(message)) return 'INSUFFICIENT_FUNDS';
  const unknown = /unknown|not found|no such|n['o]t exist|not available|invalid (bundle|item)/i;
  return /bundle|item/i.test(message) && unknown.test(message) ? 'BUNDLE_UNKNOWN' : 'INVALID_ORDER';
}

/** What the provider's own rules refuse, found before asking (fact sheet, section 5, "Rules"). */
export const isWellFormed = (lines: OrderLine[]): boolean =>
  lines.length > 0 &&
  lines.every(
    ({ bundleCode, quantity, iccids }) =>
      bundleCode !== '' &&
      Number.isSafeInteger(quantity) &&
      quantity > 0 &&
      (iccids === undefined || (iccids.length === quantity && iccids.every(isIccid))),
  );

/** The body of POST /orders. `allowReassign` stays off: a top-up must not turn into a new eSIM. */
export const orderBody = (type: 'validate' | 'transaction', lines: OrderLine[]) => ({
  type,
  assign: true,
  order: lines.map(({ bundleCode, quantity, iccids }) => ({
    type: 'bundle',
    item: bundleCode,
    quantity,
    ...(iccids === undefined ? {} : { iccids }),
    allowReassign: false,
  })),
});
