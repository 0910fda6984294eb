import { placedOrder, readOrder } from '../../../../lib/providers/esim-go/map-order.ts';

const esim = {
  iccid: '8943108167000412073',
  matchingId: 'K2PQA-7HDUM-XW41I-C3HN9',
  smdpAddress: 'rsp-3104.idemia.io',
};
const second = { ...esim, iccid: '8943108167000412081' };
const line = {
  esims: [esim],
  type: 'bundle',
  item: 'esim_1GB_7D_NL_V2',
  iccids: [esim.iccid],
  quantity: 1,
  subTotal: 1.41,
  pricePerUnit: 1.41,
  AllowReassign: false,
};
/** As the fact sheet records it (section 5). */
const recorded = {
  order: [line],
  total: 1.41,
  currency: 'USD',
  status: 'completed',
  statusMessage: 'Order completed: 1 eSIMs assigned',
  orderReference: '6d0f5c1e-5a0b-4f0e-9a63-2f0f5b9d8a11',
  createdDate: '2026-03-02T09:14:06.502118031Z',
  assigned: true,
  sourceIP: '203.0.113.10',
  runningBalance: '998.59',
};
const createdBy = '2026-03-02T10:00:00.000Z';
const mapped = (change: object) => {
  const read = readOrder({ ...recorded, ...change }, { currency: 'USD', createdBy });
  return read && placedOrder(read);
};

it('maps the recorded answer', () => {
  expect(mapped({})).toEqual({
    reference: '6d0f5c1e-5a0b-4f0e-9a63-2f0f5b9d8a11',
    createdAt: '2026-03-02T09:14:06.502Z',
    status: 'COMPLETED',
    lines: [{ bundleCode: 'esim_1GB_7D_NL_V2', quantity: 1, esims: [esim] }],
    total: { amount: 141, currency: 'USD' },
  });
});

it.each([
  ['completed', 'COMPLETED'],
  ['Completed', 'COMPLETED'],
  ['success', 'COMPLETED'],
  ['processing', 'PENDING'],
  ['pending', 'PENDING'],
  ['queued', 'PENDING'],
  ['something new', 'PENDING'],
  ['', 'PENDING'],
  ['constructor', 'PENDING'],
  [undefined, 'PENDING'],
  [1, 'PENDING'],
  ['failed', 'FAILED'],
  ['error', 'FAILED'],
  ['cancelled', 'FAILED'],
  ['canceled', 'FAILED'],
])('status %j is %s', (status, expected) => {
  expect(mapped({ status })?.status).toBe(expected);
});

it.each<[string, object[]]>([
  ['fewer eSIMs than bought', [{ ...line, quantity: 2 }]],
  ['no eSIMs', [{ ...line, esims: undefined }]],
  ['one eSIM twice', [{ ...line, quantity: 2, esims: [esim, esim] }]],
  ['an eSIM without matchingId', [{ ...line, esims: [{ ...esim, matchingId: '' }] }]],
  ['a matchingId that would break the LPA', [{ ...line, esims: [{ ...esim, matchingId: 'A$B' }] }]],
  ['an eSIM without address', [{ ...line, esims: [{ ...esim, smdpAddress: null }] }]],
  ['an address with a path', [{ ...line, esims: [{ ...esim, smdpAddress: 'host/path' }] }]],
  ['a numeric ICCID, rounded', [{ ...line, esims: [{ ...esim, iccid: Number(esim.iccid) }] }]],
  ['no quantity', [{ ...line, quantity: undefined }]],
  ['a second line without eSIMs', [line, { ...line, esims: [], quantity: 1 }]],
  ['no lines', []],
])('completed with %s is pending', (_, order) => {
  expect(mapped({ order })?.status).toBe('PENDING');
});

it('keeps every whole line, and more eSIMs than asked for', () => {
  const order = [line, { ...line, item: 'other', quantity: 1, esims: [second, esim] }];
  expect(mapped({ order })).toMatchObject({
    status: 'COMPLETED',
    lines: [{ esims: [esim] }, { bundleCode: 'other', esims: [second, esim] }],
  });
});

it.each(['http://rsp-3104.idemia.io', 'https://rsp-3104.idemia.io/', ' rsp-3104.idemia.io '])(
  'strips %j to the host',
  (smdpAddress) => {
    const order = [{ ...line, esims: [{ ...esim, smdpAddress }] }];
    expect(mapped({ order })?.lines[0]?.esims).toEqual([esim]);
  },
);

it.each([
  [
    'createDate',
    { createdDate: undefined, createDate: '2026-03-02T09:14:06Z' },
    '2026-03-02T09:14:06.000Z',
  ],
  ['none', { createdDate: undefined }, createdBy],
  ['a zero time', { createdDate: '0001-01-01T00:00:00Z' }, createdBy],
  ['no time', { createdDate: 'yesterday' }, createdBy],
])('created: %s', (_, change, createdAt) => {
  expect(mapped(change)?.createdAt).toBe(createdAt);
});

it.each([
  ['text', { total: '14.10' }, { amount: 1410, currency: 'USD' }],
  ['in its own currency', { currency: 'GBP' }, { amount: 141, currency: 'GBP' }],
  ['in none', { currency: undefined }, { amount: 141, currency: 'USD' }],
  ['in one we do not keep', { currency: 'CHF' }, null],
  ['missing', { total: undefined }, null],
  ['negative', { total: -1 }, null],
])('total: %s', (_, change, total) => {
  expect(mapped(change)?.total).toEqual(total);
});

it.each([undefined, null, '', 7, '../esims', 'a b'])('reference %j is none', (orderReference) => {
  expect(mapped({ orderReference })).toBeUndefined();
});
