import type { PlacedLine, PlacedOrder } from '../../../lib/providers/port.ts';
import { deliveredEsims } from '../../../lib/provisioning/complete.ts';
import { isUnnamed } from '../../../lib/provisioning/purchases.ts';
import { isPrepared } from '../../../lib/provisioning/top-up.ts';
import { packed } from '../../../lib/provisioning/waiting.ts';
import { lineOf } from '../../../lib/provisioning/work.ts';
import { instant, order } from '../orders/order.ts';

const iccid = '8943108167000412073';
const topUp = order({ id: 'ord_top', quantity: 1, topUp: { esimId: 'esm_1', iccid } });
const one = order({ id: 'ord_one', quantity: 1 });

const install = (of: string) => ({ iccid: of, smdpAddress: 'rsp.example', matchingId: 'K2' });
const line = (...iccids: string[]): PlacedLine => ({
  ...{ bundleCode: topUp.bundleCode, quantity: 1 },
  esims: iccids.map(install),
});
const placed = (...lines: PlacedLine[]): PlacedOrder => ({
  ...{ reference: 'ref', createdAt: instant(0), status: 'COMPLETED', total: null, lines },
});

test('a top-up rides alone, whoever comes first', () => {
  expect(packed([topUp, one])).toEqual([topUp]);
  expect(packed([one, topUp, one])).toEqual([one, one]);
});

test('its line names its eSIM, and no other line does', () => {
  const { bundleCode } = topUp;
  expect(lineOf(topUp)).toEqual({ bundleCode, quantity: 1, iccids: [iccid] });
  expect(lineOf(one)).toEqual({ bundleCode, quantity: 1 });
});

test('it may begin when it knows what its eSIM held before, be that nothing', () => {
  expect(isPrepared(topUp)).toBe(false);
  expect(isPrepared({ ...topUp, topUp: { esimId: 'esm_1', iccid, before: [] } })).toBe(true);
  expect(isPrepared(one)).toBe(true);
});

test('it is delivered by a line for its own eSIM alone', () => {
  expect(deliveredEsims(topUp, placed(line(iccid)), 0)).toEqual([install(iccid)]);
  for (const wrong of [line(), line('8943108167000412081'), line(iccid, '8943108167000412081')])
    expect(deliveredEsims(topUp, placed(wrong), 0)).toBeUndefined();
});

test.each<[what: string, order: PlacedOrder, expected: boolean]>([
  ['one of one eSIM without a name', placed(line()), true],
  ['one with a name', placed(line(iccid)), false],
  ['one of two eSIMs', placed({ ...line(), quantity: 2 }), false],
  ['one of several', placed(line(), line()), false],
])('a line that may be a top-up or not: %s is %p', (_, order, expected) => {
  expect(isUnnamed({ placed: order, line: 0 })).toBe(expected);
});
