/** What the gate does when DynamoDB's answers get lost or none come. */
import { ConditionalCheckFailedException, type UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { gateKey, gateOf } from '../../../lib/providers/gate.ts';
import { answering } from '../platform/dynamo-client.ts';

const now = new Date('2026-03-01T12:00:00Z');
const newProcess = () => gateOf('esim-go', {}, {});

/** Refuses each update; the item then stands as `standing` says, by the values of the update. */
function refusing(standing: (values: Record<string, unknown>) => Record<string, unknown>[]) {
  let calls = 0;
  answering(({ input }: UpdateItemCommand) => {
    const items = standing((input.ExpressionAttributeValues ?? {}) as Record<string, unknown>);
    const item = items[Math.min(calls, items.length - 1)];
    calls += 1;
    throw Object.assign(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }), {
      Item: { ...marshall(gateKey('esim-go')), ...item },
    });
  });
}
const number = (value: number) => ({ N: String(value) });
const text = (value: string) => ({ S: value });

it('knows its slot again when the answer to the first try got lost', async () => {
  refusing((values) => [{ orderAt: values[':next'], holder: values[':holder'] }]);
  expect(await newProcess().takeOrderSlot(now)).toEqual({
    ...{ granted: true, probe: false, nextInMs: 3_000, holder: expect.any(String) },
  });
});

it('does not take the slot of another for its own', async () => {
  refusing((values) => [{ orderAt: values[':next'], holder: text('another') }]);
  expect(await newProcess().takeOrderSlot(now)).toEqual({
    ...{ granted: false, because: 'GAP', waitMs: 3_000 },
  });
});

it('knows its probe again when the answer to the first try got lost', async () => {
  const open = { circuit: text('OPEN'), probeAt: number(now.getTime()) };
  refusing((values) => [
    open,
    {
      circuit: text('HALF_OPEN'),
      probeAt: number(now.getTime() + 60_000),
      holder: values[':holder'],
    },
  ]);
  expect(await newProcess().takeOrderSlot(now)).toMatchObject({ granted: true, probe: true });
});

describe('without DynamoDB', () => {
  beforeEach(() =>
    answering(() => {
      throw new Error('no table');
    }),
  );

  it('nobody asks the provider', async () => {
    await expect(newProcess().takeTokens('GET /orders', 1_000)).rejects.toMatchObject({
      name: 'ProviderUnavailable',
    });
    await expect(newProcess().takeOrderSlot(now)).rejects.toThrow('no table');
  });

  it('what an answer told is left unlearned, and the answer stands', async () => {
    await newProcess().learn('GET /orders', { status: 429 });
    await newProcess().learn('GET /orders', { status: 200, limit: 20 });
  });
});
