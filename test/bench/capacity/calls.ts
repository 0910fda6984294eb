/** What a gateway and a queue hand to the functions. */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, SQSBatchResponse } from 'aws-lambda';
import type { DomainEvent } from '../../../lib/platform/events.ts';

export interface Call {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: object;
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** What the authorizer found. */
  authorizer?: object;
}

export function gatewayEvent(call: Call): APIGatewayProxyEvent {
  return {
    httpMethod: call.method ?? 'GET',
    path: call.path ?? '/',
    methodArn: `arn:aws:execute-api:us-east-1:000000000000:bench/prod/GET/`,
    headers: { 'Content-Type': 'application/json', ...call.headers },
    body: call.body === undefined ? null : JSON.stringify(call.body),
    isBase64Encoded: false,
    pathParameters: call.params ?? null,
    queryStringParameters: call.query ?? null,
    requestContext: {
      requestId: randomUUID(),
      identity: { sourceIp: '203.0.113.217' },
      ...(call.authorizer === undefined ? {} : { authorizer: call.authorizer }),
    },
  } as unknown as APIGatewayProxyEvent;
}

export type Handler = (event: never, context: never) => Promise<unknown>;

export async function answerOf(handler: Handler, call: Call) {
  const answer = (await handler(gatewayEvent(call) as never, {} as never)) as APIGatewayProxyResult;
  return {
    status: answer.statusCode,
    headers: answer.headers ?? {},
    body: answer.body === '' ? {} : (JSON.parse(answer.body) as Record<string, unknown>),
  };
}

/** As the queue brings it; throws where the message would come back. */
export async function told(handler: Handler, event: DomainEvent): Promise<void> {
  const record = { messageId: event.id, body: JSON.stringify({ detail: event }) };
  const answer = (await handler({ Records: [record] } as never, {} as never)) as SQSBatchResponse;
  if (answer.batchItemFailures.length > 0) throw new Error(`${event.type} was not taken`);
}
