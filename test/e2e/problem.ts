/** What every refusal must look like, whoever made it: gateway, authorizer or function. */
import http from 'node:http';
import { type ErrorName, errorRow } from '../../lib/platform/errors.ts';
import { type Answer, stack } from './client.ts';

/** Words of ours, of AWS and of the provider that no caller may read. */
const internals =
  /ttelgo-local|arn:aws|dynamodb|exception|node_modules|\.[jt]s:\d|\n\s+at |esim.?go|pk_|sk_test/i;

/** Of the given name, or of whatever name it gives itself. */
export function expectProblem(answer: Answer, name = answer.body.name as ErrorName): void {
  const { status, headers, body } = answer;
  const row = errorRow(name);
  expect({ status, type: headers.get('content-type'), ...body }).toMatchObject({
    ...{ status: row.status, code: row.code, name, title: row.title },
    type: `https://docs.ttelgo.com/errors/${row.code}`,
    retryable: row.retryable ?? false,
    instance: expect.stringMatching(/^(\/|urn:uuid:)/),
  });
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body.correlationId).toMatch(/^[\w-]{8,64}$/);
  expect(headers.get('x-correlation-id')).toBe(body.correlationId);
  // The caller's own path may say anything.
  expect(JSON.stringify({ ...body, instance: '' })).not.toMatch(internals);
}

interface RawCall {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Sends path, headers and body as they are: fetch would tidy up what is wrong on purpose. */
export function rawCall(path: string, { method = 'GET', headers, body }: RawCall): Promise<Answer> {
  const { hostname, port } = new URL(stack().baseUrl);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers }, async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part);
      const text = Buffer.concat(parts).toString();
      const isJson = /json/.test(answer.headers['content-type'] ?? '');
      resolve({
        status: answer.statusCode ?? 0,
        headers: new Headers(answer.headers as Record<string, string>),
        body: isJson ? JSON.parse(text) : { text },
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
