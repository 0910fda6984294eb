/**
 * The simulation's DynamoDB against the emulator: the same random requests to both, every answer
 * compared: results, last keys, write units, errors by name, reasons of a cancellation with their items.
 * DIFFERENTIAL_SEED repeats a run, DIFFERENTIAL_OPERATIONS lengthens it.
 */
import { tables } from './attributes.ts';
import { drawOf } from './draw.ts';
import { openPair, type Pair } from './pair.ts';
import { requestOf } from './requests.ts';

const seed = Number(process.env.DIFFERENTIAL_SEED ?? Math.trunc(Math.random() * 1e9));
const count = Number(process.env.DIFFERENTIAL_OPERATIONS ?? 6_000);

let pair: Pair;
beforeAll(async () => {
  pair = await openPair();
});
afterAll(() => pair.close());

test(`${count} random requests are answered alike (DIFFERENTIAL_SEED=${seed})`, async () => {
  const draw = drawOf(seed);
  const met = new Map<string, number>();
  for (let n = 0; n < count; n += 1) {
    const request = requestOf(draw, pair.look);
    const { ours, theirs } = await pair.both(request);
    const outcome = `${request.operation} ${theirs.error ?? 'done'}`;
    met.set(outcome, (met.get(outcome) ?? 0) + 1);
    // Compared as text first: it is much faster.
    if (JSON.stringify(ours.answer) !== JSON.stringify(theirs.answer)) {
      console.error(
        `Request ${n} of DIFFERENTIAL_SEED=${seed}:`,
        JSON.stringify(request, undefined, 1),
      );
      expect(ours.answer).toEqual(theirs.answer);
    }
    if (Object.keys(theirs.writeUnits).length > 0)
      expect({ n, request, units: ours.writeUnits }).toEqual({
        n,
        request,
        units: theirs.writeUnits,
      });
    if (n % 500 === 0 || n === count - 1) await expectSameItems();
  }
  const missing = outcomes.filter((outcome) => !met.has(outcome));
  if (process.env.DIFFERENTIAL_SEED) console.log(Object.fromEntries([...met].sort()));
  expect(count < 3_000 ? [] : missing).toEqual([]);
}, 3_600_000);

async function expectSameItems() {
  for (const TableName of Object.values(tables)) {
    const { ours, theirs } = await pair.both({ operation: 'Scan', input: { TableName } });
    expect(ours.answer).toEqual(theirs.answer);
  }
}

/** A comparison in which nothing is ever refused would prove little. */
const outcomes = [
  ...['PutItem', 'UpdateItem', 'DeleteItem'].flatMap((name) => [
    `${name} done`,
    `${name} ConditionalCheckFailedException`,
  ]),
  'UpdateItem ValidationException',
  'TransactWriteItems done',
  'TransactWriteItems TransactionCanceledException',
  ...['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan', 'BatchWriteItem'].map(
    (name) => `${name} done`,
  ),
];
