/** The gateway in front of an endpoint: calls in, answers out, and how a refusal must look. */
import { jest } from '@jest/globals';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { edge } from '../../../lib/platform/edge.ts';
import type { Endpoint } from '../../../lib/platform/endpoint.ts';
import { type ErrorName, errorRow } from '../../../lib/platform/errors.ts';
import { logger, metrics } from '../../../lib/platform/observability.ts';

logger.setLogLevel('SILENT');
jest.spyOn(metrics, 'publishStoredMetrics').mockImplementation(() => {
  metrics.clearMetrics();
  return metrics;
});

export interface Call {
  headers?: Record<string, string>;
  body?: string | Buffer | null;
  query?: Record<string, string | string[]>;
  params?: Record<string, string>;
  /** As the authorizer hands it on. */
  authorizer?: object;
}

export const requestId = 'request-of-the-gateway';
export const path = '/api/v1/things/1';
export const json = { 'Content-Type': 'application/json' };

export function gatewayEvent(call: Call = {}): APIGatewayProxyEvent {
  const query = Object.entries(call.query ?? {});
  return {
    httpMethod: 'POST',
    path,
    headers: call.headers ?? json,
    body: Buffer.isBuffer(call.body) ? call.body.toString('base64') : (call.body ?? null),
    isBase64Encoded: Buffer.isBuffer(call.body),
    pathParameters: call.params ?? null,
    queryStringParameters: Object.fromEntries(
      query.map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
    ),
    multiValueQueryStringParameters: Object.fromEntries(
      query.map(([name, value]) => [name, [value].flat()]),
    ),
    requestContext: {
      requestId,
      identity: { sourceIp: '192.0.2.1' },
      ...(call.authorizer === undefined ? {} : { authorizer: call.authorizer }),
    },
  } as unknown as APIGatewayProxyEvent;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  body: Record<string, unknown>;
}

export async function answerOf(endpoint: Endpoint, call: Call = {}): Promise<Answer> {
  const handler = edge(endpoint);
  const result = (await handler(gatewayEvent(call), {} as never)) as APIGatewayProxyResult;
  return {
    status: result.statusCode,
    headers: result.headers as Record<string, string>,
    text: result.body,
    body: result.body.startsWith('{') ? JSON.parse(result.body) : {},
  };
}

const always = ['type', 'title', 'status', 'instance', 'code', 'name', 'correlationId'];
const sometimes = ['detail', 'errors'];

/** A refusal: problem+json by this name, complete, and with nothing of our insides. */
export function expectProblem(answer: Answer, name: ErrorName, correlationId = requestId): void {
  const { code, status, title, retryable = false } = errorRow(name);
  expect(answer.body).toMatchObject({
    ...{ name, code, status, title, retryable, correlationId, instance: path },
    type: `https://docs.ttelgo.com/errors/${code}`,
  });
  const keys = Object.keys(answer.body).filter((key) => !sometimes.includes(key));
  expect(keys.sort()).toEqual([...always, 'retryable'].sort());
  expect(answer.status).toBe(status);
  expect(answer.headers['Content-Type']).toBe('application/problem+json');
  expect(answer.headers['X-Correlation-Id']).toBe(correlationId);
  expect(answer.text).not.toMatch(/stack|node_modules|\.ts\b|file:|ZodError|SyntaxError|TypeError/);
}
