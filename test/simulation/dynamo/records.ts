/** Committed changes as a stream tells them to a Lambda. Binary values stay bytes. */
import type { DynamoDBRecord } from 'aws-lambda';
import type { Row } from './values.ts';

export interface Change {
  sequence: number;
  before: Row | undefined;
  after: Row | undefined;
  /** Taken away because its time was over. */
  expired: boolean;
}

export function recordOf({ sequence, before, after, expired }: Change): DynamoDBRecord {
  const { pk, sk } = (after ?? before) as Row;
  return {
    eventID: `change-${sequence}`,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    dynamodb: {
      Keys: { pk, sk },
      ...(before ? { OldImage: before } : {}),
      ...(after ? { NewImage: after } : {}),
      SequenceNumber: String(sequence).padStart(21, '0'),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    ...(expired
      ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }
      : {}),
  } as DynamoDBRecord;
}
