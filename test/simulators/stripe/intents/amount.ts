import { ApiError, invalidParameter } from '../api/error.ts';

const words = (text: string) => new Set(text.split(' '));

const zeroDecimal = words('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf');
const threeDecimal = words('bhd jod kwd omr tnd');
/** No decimals in fact, yet sent as hundredths that always end in 00. */
const wholeHundredths = words('isk ugx');
const twoDecimal = words(
  'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad ' +
    'cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl ' +
    'htg huf idr ils inr jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur ' +
    'mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd ' +
    'scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah usd uyu uzs wst xcd yer ' +
    'zar zmw',
);

/** Published minima in minor units; the others follow from about half a US dollar and are not held. */
const minima: Record<string, number> = {
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
  usd: 50,
};
const amountMax = 99_999_999;

export function readCurrency(raw: string): string {
  const currency = raw.toLowerCase();
  const known = [zeroDecimal, threeDecimal, wholeHundredths, twoDecimal];
  if (known.some((group) => group.has(currency))) return currency;
  throw invalidParameter(
    `Invalid currency: ${currency}. Stripe currently supports these currencies: ${[...twoDecimal].join(', ')}, ...`,
    'currency',
  );
}

export function checkAmount(amount: number, currency: string): void {
  if (amount < 1) {
    const message = 'This value must be greater than or equal to 1.';
    throw invalidParameter(message, 'amount', 'parameter_invalid_integer');
  }
  if (amount > amountMax) {
    const message = `Amount must be no more than ${money(amountMax, currency)}`;
    throw invalidParameter(message, 'amount', 'amount_too_large');
  }
  const minimum = minima[currency] ?? 1;
  if (amount < minimum) {
    const message = `Amount must be at least ${money(minimum, currency)}`;
    throw invalidParameter(message, 'amount', 'amount_too_small');
  }
  checkGranularity(amount, currency);
}

function checkGranularity(amount: number, currency: string): void {
  const step = threeDecimal.has(currency) ? 10 : wholeHundredths.has(currency) ? 100 : 1;
  if (amount % step === 0) return;
  const message = `Invalid amount for ${currency}: it must be a multiple of ${step}.`;
  throw new ApiError(
    400,
    { type: 'invalid_request_error', code: 'invalid_charge_amount', message, param: 'amount' },
    false,
  );
}

/** "15.00 usd", as error texts show amounts. */
export function money(amount: number, currency: string): string {
  const decimals = zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2;
  return `${(amount / 10 ** decimals).toFixed(decimals)} ${currency}`;
}
