import type { Esim } from './esim.ts';
import { timestamp, type Version } from './wire.ts';

const SETUP_PATH = 'esim_qrcode_provisioning?carddata=';

function lpa(esim: Esim): string {
  return `LPA:1$${esim.smdpAddress}$${esim.matchingId}`;
}

/** v2.5 asks for `installUrl` (both systems), older versions for `appleInstallUrl`. */
function installLinks(esim: Esim, additionalFields: string | null) {
  const apple = { appleInstallUrl: `https://esimsetup.apple.com/${SETUP_PATH}${lpa(esim)}` };
  const android = { androidInstallUrl: `https://esimsetup.android.com/${SETUP_PATH}${lpa(esim)}` };
  const fields = additionalFields?.split(',') ?? [];
  if (fields.includes('installUrl')) return { ...apple, ...android };
  return fields.includes('appleInstallUrl') ? apple : {};
}

export function esimItem(esim: Esim, version: Version) {
  return {
    iccid: esim.iccid,
    customerRef: esim.customerRef,
    ...(esim.msisdn ? { msisdn: esim.msisdn } : {}),
    lastAction: esim.lastAction,
    actionDate: timestamp(esim.actionAt),
    physical: false,
    assignedDate: timestamp(esim.assignedAt),
    ...(version === '2.5' ? { state: esim.state } : {}),
  };
}

/** Here the first installation is a number of milliseconds; among the assignments it is a date-time. */
export function esimDetails(esim: Esim, version: Version, additionalFields: string | null) {
  const { iccid, pin, puk, matchingId, smdpAddress, profileStatus, customerRef } = esim;
  const { brandingId, profileName, state, msisdn, firstInstalledAt } = esim;
  return {
    ...{ iccid, pin, puk, matchingId, smdpAddress, profileStatus },
    ...(firstInstalledAt === null ? {} : { firstInstalledDateTime: firstInstalledAt }),
    customerRef,
    ...(msisdn ? { msisdn } : {}),
    ...(version === '2.5' ? { brandingId, profileName, state } : {}),
    ...installLinks(esim, additionalFields),
  };
}

export function assignmentObject(esim: Esim, additionalFields: string | null) {
  const { iccid, matchingId, smdpAddress, profileStatus, pin, puk, firstInstalledAt } = esim;
  return {
    ...{ iccid, matchingId, smdpAddress, profileStatus, pin, puk },
    firstInstalledDateTime: firstInstalledAt === null ? '' : timestamp(firstInstalledAt),
    ...installLinks(esim, additionalFields),
  };
}

export function historyView(esim: Esim) {
  return esim.history.map(({ at, ...entry }) => ({ ...entry, date: timestamp(at) }));
}
