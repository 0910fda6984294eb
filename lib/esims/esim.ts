/** An installable profile. The LPA string is a bearer secret until it is installed: never logged. */
import type { EsimStatus, InstallData } from '../providers/port.ts';

export const esimStatuses = [
  'CREATED',
  'PENDING_ACTIVATION',
  'ACTIVE',
  'EXPIRED',
  'SUSPENDED',
  'TERMINATED',
] as const satisfies readonly EsimStatus[];

export interface Esim extends InstallData {
  id: string;
  orderId: string;
  ownerKey: string;
  provider: string;
  bundleCode: string;
  status: EsimStatus;
  version: number;
  /** null = unlimited. */
  totalBytes: number | null;
  usedBytes: number;
  startsAt?: string;
  endsAt?: string;
  createdAt: string;
  updatedAt: string;
  correlationId: string;
}

/** The text of the QR code (GSMA SGP.22 activation code). */
export const lpaString = (data: Pick<InstallData, 'smdpAddress' | 'matchingId'>): string =>
  `LPA:1$${data.smdpAddress}$${data.matchingId}`;

const cardData = (esim: Esim) => `carddata=${lpaString(esim)}`;
export const appleInstallUrl = (esim: Esim): string =>
  `https://esimsetup.apple.com/esim_qrcode_provisioning?${cardData(esim)}`;
export const androidInstallUrl = (esim: Esim): string =>
  `https://esimsetup.android.com/esim_qrcode_provisioning?${cardData(esim)}`;
