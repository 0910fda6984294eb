import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { handler as docs } from '../../../functions/ops/docs.route.ts';
import { handler as openapi } from '../../../functions/ops/openapi.route.ts';

const call = (handler: typeof docs, path: string, headers: Record<string, string> = {}) =>
  handler(
    {
      path,
      headers,
      requestContext: { requestId: 'request-1' },
    } as unknown as APIGatewayProxyEvent,
    { getRemainingTimeInMillis: () => 1000 } as Context,
  ) as Promise<APIGatewayProxyResult>;

test('the document is served as JSON that caches may keep', async () => {
  const answer = await call(openapi, '/api/v1/openapi.json');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'Content-Type': 'application/json',
    'Cache-Control': 'public, max-age=300',
  });
  expect(JSON.parse(answer.body)).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'TTelGo API' },
  });
});

test('the page is served whole with a policy that lets it load nothing', async () => {
  const answer = await call(docs, '/docs');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({ 'Content-Type': 'text/html; charset=utf-8' });
  expect(answer.headers?.['Content-Security-Policy']).toContain("default-src 'none'");
  expect(answer.body).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
});

test.each([
  ['/docs', docs, 'text/html; charset=utf-8'],
  ['/api/v1/openapi.json', openapi, 'application/json'],
])('%s answers 304 to who holds it, of its own type', async (path, handler, type) => {
  const etag = String((await call(handler, path)).headers?.ETag);
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  const same = await call(handler, path, { 'if-none-match': `"other", W/${etag}` });
  expect(same).toMatchObject({ statusCode: 304, body: '' });
  expect(same.headers).toMatchObject({ ETag: etag, 'Content-Type': type });
  expect((await call(handler, path, { 'if-none-match': '"other"' })).statusCode).toBe(200);
});
