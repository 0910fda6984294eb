/** An installable profile. The LPA string is a bearer secret until it is installed: never logged. */
import type { EsimStatus, InstallData, ProviderName } from '../providers/port.ts';

export const esimStatuses = [
  'CREATED',
  'PENDING_ACTIVATION',
  'ACTIVE',
  'EXPIRED',
  'SUSPENDED',
  'TERMINATED',
] as const satisfies readonly EsimStatus[];

/** A bundle that was added later, by an order of its own. */
export interface EsimTopUp {
  orderId: string;
  bundleCode: string;
  /** null = unlimited. */
  dataBytes: number | null;
  addedAt: string;
}

export interface Esim extends InstallData {
  id: string;
  orderId: string;
  ownerKey: string;
  provider: ProviderName;
  bundleCode: string;
  status: EsimStatus;
  version: number;
  /** Of the bundle that it was sold with; null = unlimited. */
  totalBytes: number | null;
  /** Of all its bundles together. */
  usedBytes: number;
  /** What the provider told of each: by bundle and start, since a bundle may be there twice. */
  usedByBundle?: Record<string, number>;
  topUps?: EsimTopUp[];
  startsAt?: string;
  endsAt?: string;
  createdAt: string;
  updatedAt: string;
  correlationId: string;
}

/** Of all its bundles together; null as soon as one is unlimited. */
export const totalBytesOf = ({ totalBytes, topUps = [] }: Esim): number | null =>
  topUps.reduce<number | null>(
    (sum, { dataBytes }) => (sum === null || dataBytes === null ? null : sum + dataBytes),
    totalBytes,
  );

/** The text of the QR code (GSMA SGP.22 activation code). */
export const lpaString = (data: Pick<InstallData, 'smdpAddress' | 'matchingId'>): string =>
  `LPA:1$${data.smdpAddress}$${data.matchingId}`;

const cardData = (esim: Esim) => `carddata=${lpaString(esim)}`;
export const appleInstallUrl = (esim: Esim): string =>
  `https://esimsetup.apple.com/esim_qrcode_provisioning?${cardData(esim)}`;
export const androidInstallUrl = (esim: Esim): string =>
  `https://esimsetup.android.com/esim_qrcode_provisioning?${cardData(esim)}`;
