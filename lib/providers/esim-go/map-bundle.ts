/** Catalogue entries -> ProviderBundle (fact sheet, section 4). Pure. */
import type { Currency } from '../../platform/money.ts';
import type { ProviderBundle, ProviderCountry } from '../port.ts';
import {
  integer,
  isRecord,
  isTrue,
  type Json,
  list,
  money,
  records,
  text,
  texts,
} from './decode.ts';

/** Decimal by the provider's terms: 1 GB = 1,000 MB = 1,000,000,000 bytes. */
export const bytesPerMegabyte = 1_000_000;

/**
 * undefined when the entry cannot be sold as it stands: no name, no duration, or an amount of data
 * that is neither stated nor unlimited (taking that for unlimited would oversell it).
 */
export function bundleOf(raw: unknown, currency: Currency): ProviderBundle | undefined {
  if (!isRecord(raw)) return undefined;
  const code = text(raw.name);
  const durationDays = integer(raw.duration);
  const dataBytes = dataBytesOf(raw);
  if (code === undefined || durationDays === undefined || durationDays < 1) return undefined;
  if (dataBytes === undefined) return undefined;
  const cost = money(raw.price, raw.currency, currency);
  return {
    code,
    description: text(raw.description) ?? code,
    // `groups` in the list, `group` in the detail.
    groups: [...texts(raw.groups), ...texts(raw.group)],
    countries: countriesOf(raw.countries),
    roaming: countriesOf(raw.roamingEnabled),
    dataBytes,
    durationDays,
    speeds: texts(raw.speed),
    autostart: isTrue(raw.autostart),
    cost: cost === null || cost.amount === 0 ? null : cost,
  };
}

function dataBytesOf(raw: Json): number | null | undefined {
  const allowances = records(raw.allowances).filter(({ type }) => type === 'DATA');
  const stated = integer(raw.dataAmount);
  const unlimited = isTrue(raw.unlimited) || allowances.some((entry) => isTrue(entry.unlimited));
  if (unlimited || (stated !== undefined && stated < 0)) return null;
  const allowed = allowances.reduce(
    (sum, { amount }) => sum + Math.max(0, integer(amount) ?? 0),
    0,
  );
  const megabytes = stated || allowed || stated;
  if (megabytes === undefined || !Number.isSafeInteger(megabytes * bytesPerMegabyte))
    return undefined;
  return megabytes * bytesPerMegabyte;
}

/**
 * `roamingEnabled` was also seen as boolean and as text; a bare alpha-2 code still says a country.
 * Three letters are a territory that ISO does not list: CYP, Northern Cyprus.
 */
function countriesOf(value: unknown): ProviderCountry[] {
  return list(value).flatMap((entry) => {
    const country = isRecord(entry) ? entry : { iso: entry };
    const iso = text(country.iso)?.toUpperCase();
    const pattern = isRecord(entry) ? /^[A-Z]{2,3}$/ : /^[A-Z]{2}$/;
    if (iso === undefined || !pattern.test(iso)) return [];
    return [{ iso, name: text(country.name) ?? iso, region: text(country.region) ?? '' }];
  });
}
