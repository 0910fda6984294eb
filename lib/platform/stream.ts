/** A table's change record in native values. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from './dynamodb.ts';

export interface ItemChange {
  sk: string | undefined;
  /** Undefined for a new item, and for one that is gone. */
  before: Item | undefined;
  after: Item | undefined;
}

export const changeOf = ({ dynamodb }: DynamoDBRecord): ItemChange => ({
  sk: dynamodb?.Keys?.sk?.S,
  before: image(dynamodb?.OldImage),
  after: image(dynamodb?.NewImage),
});

const image = (raw: unknown) =>
  raw ? (unmarshall(raw as Record<string, AttributeValue>) as Item) : undefined;
