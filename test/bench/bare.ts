/** The least that a Lambda of ours could be: the DynamoDB client and one read. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

export const handler = async (event: { pk: string; sk: string }) => {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: 'any', Key: { pk: { S: event.pk }, sk: { S: event.sk } } }),
  );
  return { statusCode: Item ? 200 : 404, body: JSON.stringify(Item ?? {}) };
};
