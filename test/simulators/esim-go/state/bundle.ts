import { BYTES_PER_MB } from './wire.ts';

interface Country {
  name: string;
  region: string;
  iso: string;
}

export interface Allowance {
  type: 'DATA' | 'VOICE' | 'SMS';
  service: 'STANDARD' | 'ROAMING';
  description: string;
  amount: number;
  unit: 'MB' | 'SMS' | 'MINS';
  unlimited: boolean;
}

/** One price list entry. The price is kept in cents; the wire has a decimal. */
export interface Bundle {
  name: string;
  description: string;
  groups: string[];
  countries: Country[];
  roamingEnabled: Country[];
  dataAmount: number;
  duration: number;
  speed: string[];
  autostart: boolean;
  unlimited: boolean;
  priceMinor: number;
  billingType: string;
  profileName: string;
  allowances: Allowance[];
}

export type WireBundle = Omit<Bundle, 'priceMinor' | 'profileName' | 'allowances'> & {
  price: number;
  profileName?: string;
  allowances?: Allowance[];
};

export function covers(bundle: Bundle, iso: string): boolean {
  return [...bundle.countries, ...bundle.roamingEnabled].some((country) => country.iso === iso);
}

/** -1 marks "no limit", as `dataAmount` does in the catalogue. */
export function dataBytes(bundle: Bundle): number {
  return bundle.unlimited ? -1 : bundle.dataAmount * BYTES_PER_MB;
}

export function hasNumber(bundle: Bundle): boolean {
  return bundle.allowances.some(({ type }) => type !== 'DATA');
}

export function dataAllowance(dataAmount: number, unlimited: boolean): Allowance {
  const size = dataAmount % 1000 === 0 ? `${dataAmount / 1000}GB` : `${dataAmount}MB`;
  return {
    type: 'DATA',
    service: 'STANDARD',
    description: unlimited ? 'Unlimited data' : `${size} data`,
    amount: dataAmount,
    unit: 'MB',
    unlimited,
  };
}
