/** Fills in install data that an order's answer lacks: by its assignments, then eSIM by eSIM. */
import type { InstallData } from '../port.ts';
import { ask, isOk, isProcessing, type Question } from './client.ts';
import type { Connection } from './connection.ts';
import { isRecord, type Json, records, text } from './decode.ts';
import { installData, isWhole, type ReadLine, type ReadOrder } from './map-order.ts';

/** Reads of single eSIMs per order; the provider advises at most 10 eSIMs an order. */
const esimReadsMax = 20;

export async function completed(connection: Connection, order: ReadOrder): Promise<ReadOrder> {
  if (order.lines.every(isWhole)) return order;
  const rows = await assignments(connection, order.reference);
  const lines = order.lines.map((line) => withAssignments(line, rows, order.lines.length === 1));
  let readsLeft = esimReadsMax;
  for (const line of lines) {
    const missing = line.iccids.filter((iccid) => !line.esims.some((esim) => esim.iccid === iccid));
    for (const iccid of missing.slice(0, readsLeft)) {
      readsLeft -= 1;
      const found = await esimInstallData(connection, iccid);
      if (found !== undefined) line.esims.push(found);
    }
  }
  return { ...order, lines };
}

/** Without `Accept: application/json` this would be CSV. One object or an array, by version. */
async function assignments(connection: Connection, reference: string): Promise<Json[]> {
  const question: Question = {
    path: '/esims/assignments',
    query: [['reference', reference]],
    mayBeProcessing: true,
  };
  const answer = await ask(connection, question);
  if (!isOk(answer) || isProcessing(question, answer)) return [];
  return isRecord(answer.json) ? [answer.json] : records(answer.json);
}

/** A row belongs to the only line, or to the one that names its ICCID, or to the one of its bundle. */
function withAssignments(line: ReadLine, rows: Json[], alone: boolean): ReadLine {
  const isOwn = ({ iccid, bundle }: Json) =>
    line.iccids.some((own) => own === iccid) || text(bundle) === line.bundleCode;
  const own = alone ? rows : rows.filter(isOwn);
  const found = [...line.esims, ...own.flatMap((row) => installData(row) ?? [])];
  const esims = [...new Map(found.map((esim) => [esim.iccid, esim])).values()];
  return { ...line, esims };
}

async function esimInstallData(
  connection: Connection,
  iccid: string,
): Promise<InstallData | undefined> {
  const answer = await ask(connection, { path: `/esims/${iccid}` });
  const data = isOk(answer) && isRecord(answer.json) ? installData(answer.json) : undefined;
  return data?.iccid === iccid ? data : undefined;
}
