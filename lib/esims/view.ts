/** What clients see of an eSIM. Install data is in the single view only: a list is no place for it. */
import * as z from 'zod';
import { idSchema } from '../platform/ids.ts';
import {
  androidInstallUrl,
  appleInstallUrl,
  type Esim,
  esimStatuses,
  lpaString,
  totalBytesOf,
} from './esim.ts';

export const EsimStatus = z.enum(esimStatuses).meta({ id: 'EsimStatus' });

const summary = {
  object: z.literal('esim'),
  id: idSchema('esim'),
  iccid: z.string().meta({ examples: ['8943108167000412073'] }),
  status: EsimStatus,
  bundleCode: z.string().meta({ examples: ['esim_1GB_7D_NL_V2'] }),
  orderId: idSchema('order'),
  topUps: z
    .array(
      z.object({
        orderId: idSchema('order'),
        bundleCode: z.string(),
        data: z.object({ unlimited: z.boolean(), bytes: z.int().nullable() }),
        addedAt: z.iso.datetime(),
      }),
    )
    .meta({ description: 'Bundles that were added since, the oldest first' }),
  usage: z.object({
    totalBytes: z.int().nullable().meta({ description: 'null when unlimited' }),
    usedBytes: z.int(),
    unlimited: z.boolean(),
  }),
  startsAt: z.iso.datetime().nullable().meta({ description: 'First use of data' }),
  endsAt: z.iso.datetime().nullable().meta({ description: 'End of validity, once it started' }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

export const EsimSummary = z
  .object(summary)
  .meta({ id: 'EsimSummary', description: 'An eSIM without its install data' });

export const EsimView = z
  .object({
    ...summary,
    install: z.object({
      smdpAddress: z.string().meta({ examples: ['rsp.example.com'] }),
      matchingId: z.string().meta({ examples: ['K2-1A2B3C-4D5E6F'] }),
      activationCode: z.string().meta({
        description: 'Text of the QR code; whoever has it can install the eSIM',
        examples: ['LPA:1$rsp.example.com$K2-1A2B3C-4D5E6F'],
      }),
      appleInstallUrl: z.url().meta({ description: 'Installs with one tap on iOS 17.4 or newer' }),
      androidInstallUrl: z
        .url()
        .meta({ description: 'Installs with one tap on Android 10 or newer' }),
    }),
  })
  .meta({ id: 'Esim', description: 'An eSIM with everything to install it' });

export function esimSummary(esim: Esim): z.infer<typeof EsimSummary> {
  const totalBytes = totalBytesOf(esim);
  return {
    object: 'esim',
    id: esim.id,
    iccid: esim.iccid,
    status: esim.status,
    bundleCode: esim.bundleCode,
    orderId: esim.orderId,
    topUps: (esim.topUps ?? []).map(({ orderId, bundleCode, dataBytes, addedAt }) => ({
      ...{ orderId, bundleCode, addedAt },
      data: { unlimited: dataBytes === null, bytes: dataBytes },
    })),
    usage: { totalBytes, usedBytes: esim.usedBytes, unlimited: totalBytes === null },
    startsAt: esim.startsAt ?? null,
    endsAt: esim.endsAt ?? null,
    createdAt: esim.createdAt,
    updatedAt: esim.updatedAt,
  };
}

export const esimView = (esim: Esim): z.infer<typeof EsimView> => ({
  ...esimSummary(esim),
  install: {
    smdpAddress: esim.smdpAddress,
    matchingId: esim.matchingId,
    activationCode: lpaString(esim),
    appleInstallUrl: appleInstallUrl(esim),
    androidInstallUrl: androidInstallUrl(esim),
  },
});
