/** Whether a bundle fits the profile of an eSIM: profiles come from several operators. */
import { ProviderUnavailable } from '../port.ts';
import { ask, isOk, requireAcceptedKey } from './client.ts';
import type { Connection } from './connection.ts';
import { isRecord, isTrue } from './decode.ts';
import { isIccid } from './wire.ts';

/** False also when the eSIM or the bundle is not (or no longer) to be had: nothing can be sold then. */
export async function isCompatible(
  connection: Connection,
  iccid: string,
  bundleCode: string,
): Promise<boolean> {
  if (!isIccid(iccid) || bundleCode === '') return false;
  const path = `/esims/${iccid}/compatible/${encodeURIComponent(bundleCode)}`;
  const answer = await ask(connection, { path });
  if (answer.status === 403) await requireAcceptedKey(connection);
  if ([400, 403, 404, 410].includes(answer.status)) return false;
  if (!isOk(answer) || !isRecord(answer.json))
    throw new ProviderUnavailable(`eSIM Go: ${answer.status}`);
  return isTrue(answer.json.compatible);
}
