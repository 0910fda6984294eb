import { refuse } from './refusal.ts';

export interface Network {
  name: string;
  brandName: string;
  mcc: string;
  mnc: string;
  tagid: string;
  speed: string[];
}

type Row = [iso: string, country: string, name: string, brand: string, code: string, tag: string];

/** A small static sample; the real list is long and changes rarely. */
const rows: Row[] = [
  ['AE', 'United Arab Emirates', 'Etisalat', 'e&', '424-02', 'ARETC'],
  ['AU', 'Australia', 'Telstra', 'Telstra', '505-01', 'AUSTA'],
  ['DE', 'Germany', 'Telekom Deutschland', 'Telekom', '262-01', 'DEUD1'],
  ['DE', 'Germany', 'Vodafone', 'Vodafone', '262-02', 'DEUD2'],
  ['ES', 'Spain', 'Telefonica Moviles', 'Movistar', '214-07', 'ESPTE'],
  ['FR', 'France', 'Orange', 'Orange F', '208-01', 'FRAF1'],
  ['GB', 'United Kingdom', 'EE', 'EE', '234-30', 'GBRME'],
  ['GB', 'United Kingdom', 'Telefonica UK', 'O2', '234-10', 'GBRCN'],
  ['IT', 'Italy', 'Telecom Italia', 'TIM', '222-01', 'ITASI'],
  ['JP', 'Japan', 'NTT Docomo', 'Docomo', '440-10', 'JPNDO'],
  ['NL', 'Netherlands', 'KPN', 'KPN Mobile', '204-08', 'NLDPT'],
  ['NO', 'Norway', 'Telenor', 'Telenor', '242-01', 'NORTM'],
  ['TR', 'Turkey', 'Turkcell', 'Turkcell', '286-01', 'TURTC'],
  ['US', 'United States', 'T-Mobile USA', 'T-Mobile', '310-260', 'USAW6'],
];

export function networksOf(iso: string): Network[] {
  return rows
    .filter((row) => row[0] === iso)
    .map(([, , name, brandName, code, tagid]) => {
      const [mcc = '', mnc = ''] = code.split('-');
      return { name, brandName, mcc, mnc, tagid, speed: ['2G', '4G', '5G'] };
    });
}

export function countryName(iso: string): string {
  return rows.find((row) => row[0] === iso)?.[1] ?? iso;
}

export function networksView(query: URLSearchParams) {
  const names = query.get('countries')?.split(',') ?? [];
  const isos = query.get('isos')?.toUpperCase().split(',') ?? [];
  const all = query.get('returnAll') === 'true';
  if (!all && names.length === 0 && isos.length === 0) {
    refuse(400, 'countries, isos or returnAll is required');
  }
  const found = rows.filter(([iso, name]) => all || isos.includes(iso) || names.includes(name));
  const wanted = [...new Set(found.map(([iso]) => iso))];
  return { countryNetworks: wanted.map((iso) => ({ name: iso, networks: networksOf(iso) })) };
}
