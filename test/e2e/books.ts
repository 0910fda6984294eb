/** What must agree after any fault: provider, claims, orders, wallet, ledger, webhooks. */
import { callJson } from '../../infra/local/aws.ts';
import { control, proof, stack } from './client.ts';

export interface ReceivedEvent {
  id: string;
  type: string;
  orderId: string;
}

interface Received {
  signature: string;
  answered: number | null;
  body: string;
  id: string;
}

export const soldByProvider = async (): Promise<number> =>
  (await control<{ bundlesSold: number }>('esimGo', 'GET', '/statistics')).bundlesSold;

/** Events that the vendor's endpoint took, repetitions included. */
export async function eventsTaken(): Promise<ReceivedEvent[]> {
  const all = await control<Received[]>('receiver', 'GET', '/deliveries');
  return all
    .filter(({ answered }) => answered !== null && answered < 300)
    .map(({ id, body }) => {
      const { type, data } = JSON.parse(body) as { type: string; data: { id: string } };
      return { id, type, orderId: data.id };
    });
}

/** Claimed lines of provider orders, by the order that they serve. */
export async function claims(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  let ExclusiveStartKey: object | undefined;
  do {
    const page = await callJson<{
      Items: { orderId: { S: string }; reference: { S: string } }[];
      LastEvaluatedKey?: object;
    }>(stack().endpoint, 'dynamodb', 'DynamoDB_20120810.Scan', {
      TableName: stack().app.tables.orders,
      FilterExpression: 'begins_with(pk, :claim)',
      ExpressionAttributeValues: { ':claim': { S: 'CLAIM#' } },
      ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
    });
    for (const { orderId, reference } of page.Items)
      found.set(orderId.S, [...(found.get(orderId.S) ?? []), reference.S]);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

export async function expectBooksToAgree(): Promise<void> {
  const report = await proof();
  expect(report.findings).toEqual([]);
  expect(report.sum).toBe(0);
}
