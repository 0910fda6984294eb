/** How one eSIM stands. */
import type { EsimReading } from '../port.ts';
import { ProviderUnavailable } from '../port.ts';
import { ask, askForContent, isOk, requireAcceptedKey } from './client.ts';
import type { Connection } from './connection.ts';
import { envelope, records } from './decode.ts';
import { esimReading } from './map-esim.ts';
import { isIccid } from './wire.ts';

/** Documented maximum; the default of 15 would hide bundles. */
const assignmentsMax = 200;

/** undefined when it is not the organisation's: foreign, unknown, or gone a year after its last bundle. */
export async function esim(
  connection: Connection,
  iccid: string,
): Promise<EsimReading | undefined> {
  if (!isIccid(iccid)) return undefined;
  const details = await ask(connection, { path: `/esims/${iccid}` });
  if (details.status === 403) await requireAcceptedKey(connection);
  if ([400, 403, 404, 410].includes(details.status)) return undefined;
  if (!isOk(details)) throw new ProviderUnavailable(`eSIM Go: ${details.status}`);
  const held = await askForContent(connection, {
    path: `/esims/${iccid}/bundles`,
    query: [
      ['includeUsed', 'true'],
      ['limit', assignmentsMax],
    ],
  });
  // Whoever compares two readings must not take what is cut off for what is not there.
  if (assignmentsIn(held) >= assignmentsMax)
    throw new ProviderUnavailable('eSIM Go: more assignments than one answer shows');
  return esimReading(iccid, details.json, held);
}

const assignmentsIn = (held: unknown): number =>
  records(envelope(held, 'bundles')).reduce(
    (sum, { assignments }) => sum + records(assignments).length,
    0,
  );
