import fc from 'fast-check';
import { bundleOf } from '../../../../lib/providers/esim-go/map-bundle.ts';
import { esimReading } from '../../../../lib/providers/esim-go/map-esim.ts';
import { noticeOf } from '../../../../lib/providers/esim-go/map-notice.ts';
import { placedOrder, readOrder, readOrders } from '../../../../lib/providers/esim-go/map-order.ts';
import { placeOutcome } from '../../../../lib/providers/esim-go/place.ts';
import { quoteOutcome } from '../../../../lib/providers/esim-go/quote.ts';
import { parseKeepingDigits } from '../../../../lib/providers/esim-go/wire.ts';
import { type PlacedOrder, ProviderUnavailable } from '../../../../lib/providers/port.ts';

const context = { currency: 'USD' as const, createdBy: '2026-03-02T10:00:00.000Z' };
const anything = fc.oneof(fc.jsonValue(), fc.anything());
const often = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 4, arbitrary: value }, anything);

/** Answers that look right but for what may be missing or odd. */
const esims = fc.array(
  often(
    fc.record(
      {
        iccid: often(fc.constantFrom('8943108167000412073', '8943108167000412081')),
        matchingId: often(fc.constantFrom('K2PQA', 'A$B', '')),
        smdpAddress: often(fc.constantFrom('rsp.idemia.io', 'http://rsp.idemia.io')),
      },
      { requiredKeys: [] },
    ),
  ),
);
const line = fc.record(
  {
    type: often(fc.constantFrom('bundle', 'topup')),
    item: often(fc.constant('esim_1GB_7D_NL_V2')),
    quantity: often(fc.integer({ min: -1, max: 3 })),
    iccids: often(fc.constant(['8943108167000412073'])),
    esims: often(esims),
  },
  { requiredKeys: [] },
);
const order = fc.record(
  {
    orderReference: often(fc.uuid()),
    status: often(fc.constantFrom('completed', 'success', 'processing', 'failed')),
    order: often(fc.array(often(line), { maxLength: 3 })),
    total: often(fc.double()),
    currency: often(fc.constantFrom('USD', 'XXX')),
    createdDate: often(fc.date().map(String)),
    assigned: often(fc.boolean()),
  },
  { requiredKeys: [] },
);
const answers = often(order);

function expectHonest({ status, lines, total, reference }: PlacedOrder): void {
  expect(reference).toMatch(/^[A-Za-z0-9_-]+$/);
  if (total !== null) expect(Number.isSafeInteger(total.amount)).toBe(true);
  for (const { esims: delivered } of lines) {
    for (const { iccid, matchingId, smdpAddress } of delivered) {
      expect(iccid).toMatch(/^\d{18,22}$/);
      expect(`${smdpAddress}${matchingId}`).toMatch(/^[^$\s/]+$/);
    }
  }
  if (status !== 'COMPLETED') return;
  expect(lines.length).toBeGreaterThan(0);
  for (const { quantity, esims: delivered } of lines) {
    const different = new Set(delivered.map(({ iccid }) => iccid));
    expect(quantity).toBeGreaterThan(0);
    expect(different.size).toBeGreaterThanOrEqual(quantity);
  }
}

function unlessUnavailable(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
  }
}

it('orders: no answer is complete with fewer eSIMs than bought', () => {
  let complete = 0;
  fc.assert(
    fc.property(answers, (answer) => {
      const read = readOrder(answer, context);
      if (read === undefined) return;
      expectHonest(placedOrder(read));
      if (placedOrder(read).status === 'COMPLETED') complete += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(complete).toBeGreaterThan(0);
});

it('purchase answers: always an outcome, PLACED only on 2xx', () => {
  fc.assert(
    fc.property(
      answers,
      fc.integer({ min: 200, max: 599 }),
      fc.string(),
      (json, status, message) => {
        const answer = { status, json, message, retryAfterMs: undefined };
        const outcome = placeOutcome(answer, 'USD');
        quoteOutcome(answer, 'USD');
        if (outcome.outcome === 'PLACED') {
          expect(status).toBeLessThan(300);
          expectHonest(outcome.order);
        }
        if (status >= 500) expect(outcome.outcome).toBe('UNKNOWN');
      },
    ),
  );
});

it('lists of orders: read, or unavailable', () => {
  const page = often(fc.array(answers));
  fc.assert(
    fc.property(page, (entries) => {
      unlessUnavailable(() => {
        for (const read of readOrders(entries, context).orders) expectHonest(placedOrder(read));
      });
    }),
  );
});

it('bundles: amounts are whole, and unlimited only when stated', () => {
  const bundle = fc.record(
    {
      name: often(fc.string()),
      duration: often(fc.integer()),
      dataAmount: often(fc.integer()),
      unlimited: often(fc.boolean()),
      price: often(fc.double()),
      roamingEnabled: anything,
      countries: anything,
      allowances: anything,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(often(bundle), (raw) => {
      const mapped = bundleOf(raw, 'USD');
      if (mapped === undefined) return;
      expect(mapped.dataBytes === null || Number.isSafeInteger(mapped.dataBytes)).toBe(true);
      expect(mapped.cost === null || mapped.cost.amount > 0).toBe(true);
    }),
  );
});

it('eSIMs and callbacks: whatever comes is read', () => {
  fc.assert(
    fc.property(anything, anything, fc.string(), fc.jsonValue(), (details, held, text, body) => {
      expect(esimReading('8943108167000412073', details, held).iccid).toBe('8943108167000412073');
      expect(noticeOf(Buffer.from(text), 'USD').kind).toBe('OTHER');
      expect(noticeOf(Buffer.from(JSON.stringify(body)), 'USD').kind).toBe('OTHER');
    }),
  );
});

const fewDigits = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));

it('JSON keeps its meaning beside a long integer, which keeps its digits', () => {
  const fraction = '0.12345678901234567';
  const long = fc.bigInt({ min: 10n ** 17n, max: 10n ** 21n });
  fc.assert(
    fc.property(long, fc.string(), fewDigits, (digits, noise, number) => {
      fc.pre(!/^\d{17,}$/.test(String(number)));
      const written = `{"noise": ${JSON.stringify(noise)}, "number": ${JSON.stringify(number)}`;
      const text = `${written}, "iccids": [${digits}, "${digits}", ${fraction}]}`;
      const numbers = JSON.parse(`${written}}`);
      const iccids = [`${digits}`, `${digits}`, Number(fraction)];
      expect(parseKeepingDigits(text)).toEqual({ ...numbers, noise, iccids });
    }),
  );
});

it('text that is no JSON is undefined', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      let parsed: unknown;
      try {
        parsed = JSON.parse(text);
      } catch {
        parsed = undefined;
      }
      fc.pre(!/\d{17}/.test(text));
      expect(parseKeepingDigits(text)).toEqual(parsed);
    }),
  );
});
