import { completed } from '../../../../lib/providers/esim-go/install.ts';
import {
  placedOrder,
  type ReadOrder,
  readOrder,
} from '../../../../lib/providers/esim-go/map-order.ts';
import { answering } from './answering.ts';
import { connectionTo } from './simulated.ts';

const iccids = ['8943108167000412073', '8943108167000412081', '8943108167000412099'];
const row = (iccid: string) => ({
  ...{ iccid, matchingId: `M-${iccid.slice(-3)}`, smdpAddress: 'rsp.example', bundle: 'b1' },
});

/** Three lines of one bundle without install data, which the assignments have. */
async function read(lines: object[], rows: object[]) {
  const server = await answering(() => ({ body: rows }));
  const raw = {
    ...{ orderReference: 'r1', status: 'completed', assigned: true },
    createdDate: '2026-01-01T00:00:00Z',
    order: lines.map((line) => ({ type: 'bundle', item: 'b1', quantity: 1, ...line })),
  };
  const known = readOrder(raw, { currency: 'USD', createdBy: '' }) as ReadOrder;
  const placed = placedOrder(await completed(connectionTo(server.url), known));
  await server.close();
  return placed.lines.map(({ esims }) => esims.map(({ iccid }) => iccid));
}

test('a line that names its eSIM gets its data, and no other line’s', async () => {
  const lines = [...iccids].reverse().map((iccid) => ({ iccids: [iccid] }));
  const found = await read(lines, iccids.map(row));
  expect(found).toEqual([...iccids].reverse().map((iccid) => [iccid]));
});

test('where no line names any, each row is dealt out once, in whatever order they come', async () => {
  const lines = [{}, {}, {}];
  const found = await read(lines, iccids.map(row));
  expect(found).toEqual(iccids.map((iccid) => [iccid]));
  expect(await read(lines, [...iccids].reverse().map(row))).toEqual(found);
});

test('too few rows leave later lines short, and fill none twice', async () => {
  const found = await read([{}, {}, {}], iccids.slice(0, 2).map(row));
  expect(found).toEqual([[iccids[0]], [iccids[1]], []]);
});
