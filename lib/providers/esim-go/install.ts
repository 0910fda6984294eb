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
  const lines = withAssignments(order.lines, rows);
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

/**
 * A row belongs to the only line, or to the one that names its ICCID. Rows that no line names are dealt
 * out by bundle, each once and in the order of their ICCIDs, so that two readings deal alike.
 */
function withAssignments(lines: ReadLine[], rows: Json[]): ReadLine[] {
  const found = new Map(
    rows
      .flatMap((row) => {
        const data = installData(row);
        return data ? [{ data, bundle: text(row.bundle) }] : [];
      })
      .sort((a, b) => (a.data.iccid < b.data.iccid ? -1 : 1))
      .map((row) => [row.data.iccid, row]),
  );
  const names = new Set(lines.flatMap(({ iccids }) => iccids));
  const unnamed = [...found.values()].filter(({ data }) => !names.has(data.iccid));
  return lines.map((line) => {
    const isAlone = lines.length === 1;
    const own = line.iccids.flatMap((iccid) => found.get(iccid)?.data ?? []);
    const room = isAlone ? unnamed.length : Math.max(0, line.quantity - line.iccids.length);
    const dealt = unnamed
      .filter(({ bundle }) => isAlone || bundle === line.bundleCode)
      .slice(0, room);
    for (const row of dealt) unnamed.splice(unnamed.indexOf(row), 1);
    const esims = [...line.esims, ...own, ...dealt.map(({ data }) => data)];
    return { ...line, esims: [...new Map(esims.map((esim) => [esim.iccid, esim])).values()] };
  });
}

async function esimInstallData(
  connection: Connection,
  iccid: string,
): Promise<InstallData | undefined> {
  const answer = await ask(connection, { path: `/esims/${iccid}` });
  const data = isOk(answer) && isRecord(answer.json) ? installData(answer.json) : undefined;
  return data?.iccid === iccid ? data : undefined;
}
