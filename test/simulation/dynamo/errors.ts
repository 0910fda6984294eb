/** The errors that DynamoDB answers with, as the SDK throws them. */
import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  ResourceNotFoundException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';

/** A request that DynamoDB would not accept; in a transaction the reason of one of its items. */
export class Invalid extends Error {}

const metadata = (httpStatusCode: number) => ({ httpStatusCode, attempts: 1, totalRetryDelay: 0 });

export const validation = (message: string) =>
  new DynamoDBServiceException({
    name: 'ValidationException',
    $fault: 'client',
    message,
    $metadata: metadata(400),
  });

export const notFound = () =>
  new ResourceNotFoundException({
    message: 'Requested resource not found',
    $metadata: metadata(400),
  });

export const conditionFailed = (item: Record<string, AttributeValue> | undefined) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: metadata(400),
    ...(item === undefined ? {} : { Item: item }),
  });

export function canceled(reasons: CancellationReason[]): TransactionCanceledException {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    $metadata: metadata(400),
    CancellationReasons: reasons,
  });
}

export const tokenTaken = () =>
  new IdempotentParameterMismatchException({
    message: 'Request token already in use for another request with a different payload',
    $metadata: metadata(400),
  });
