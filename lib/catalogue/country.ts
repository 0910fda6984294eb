/**
 * Names of places. Intl knows all ISO countries, in one spelling for all bundles; what it does not
 * know keeps the name that the provider gave first.
 */

/** ISO 3166-1 alpha-2, or the three letters of a territory that ISO does not list. */
export const countryCodePattern = /^[A-Z]{2,3}$/;
export const regionCodePattern = /^[A-Z]+(_[A-Z]+)*$/;

/** Sold as areas of their own without an ISO code; a neighbour's code would promise the wrong one. */
const territories: Record<string, string> = { CYP: 'Northern Cyprus' };

let names: Intl.DisplayNames | undefined;

/** English name of a country code, or undefined when neither Intl nor we know it. */
export function countryName(code: string): string | undefined {
  if (code.length !== 2) return territories[code];
  names ??= new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  return names.of(code);
}

/** Code of a provider's region: "Middle East" -> MIDDLE_EAST; undefined when no letter is left. */
export function regionCode(name: string): string | undefined {
  const code = plain(name)
    .toUpperCase()
    .replace(/[^A-Z]+/g, '_')
    .replace(/^_|_$/g, '');
  return code === '' ? undefined : code;
}

/** MIDDLE_EAST -> "Middle East". */
export const regionName = (code: string): string =>
  code
    .split('_')
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join(' ');

/** Lower case without accents and typographic marks, so that "cote d'ivoire" finds Côte d’Ivoire. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[\u2018\u2019]/g, "'")
    .toLowerCase();
