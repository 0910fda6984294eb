import { z } from 'zod';
import { cacheable, wholeList } from '../../../lib/catalogue/answer.ts';
import { defineEndpoint } from '../../../lib/platform/endpoint.ts';
import { notModified } from '../../../lib/platform/etag.ts';
import { answerOf, json } from '../platform/gateway.ts';

const body = { object: 'thing', size: 3 };
const asking = (etag?: string) =>
  cacheable({ headers: etag === undefined ? {} : { 'if-none-match': etag } }, body);
const etag = asking().headers?.ETag as string;

test('an answer carries its ETag and may be kept for a minute', () => {
  expect(etag).toMatch(/^"[A-Za-z0-9_-]{22}"$/);
  expect(asking()).toEqual({
    ...{ status: 200, body, headers: { ETag: etag, 'Cache-Control': 'public, max-age=60' } },
  });
});

test('the same content has the same ETag, other content another', () => {
  expect(cacheable({ headers: {} }, { ...body }).headers?.ETag).toBe(etag);
  expect(cacheable({ headers: {} }, { ...body, size: 4 }).headers?.ETag).not.toBe(etag);
});

test.each([etag, `W/${etag}`, `"other", ${etag}`, `"other",W/${etag} , "third"`, '*'])(
  'who holds it already (%s) gets 304 without a body',
  (given) => {
    expect(asking(given)).toMatchObject({ status: 304, bytes: '', headers: { ETag: etag } });
  },
);

test.each(['', '"other"', etag.slice(1, -1), `${etag.slice(0, -2)}"`, `w/${etag}`])(
  'who holds something else (%s) gets the whole answer',
  (given) => {
    expect(asking(given)).toMatchObject({ status: 200, body });
  },
);

test('through the gateway a 304 is empty and says what it stands for', async () => {
  const endpoint = defineEndpoint({
    ...{ method: 'GET', path: '/api/v1/things', tag: 'Things', summary: 'Things' },
    ...{ auth: { kind: 'public' }, rate: 'read', errors: [], grants: {}, impact: 'none' },
    responses: {
      200: { description: 'Things', schema: z.object({ object: z.string(), size: z.int() }) },
      ...notModified,
    },
    handle: async (request) => cacheable(request, body),
  });
  const first = await answerOf(endpoint);
  expect(first).toMatchObject({ status: 200, body, headers: { ETag: etag } });
  const headers = { ...json, 'If-None-Match': first.headers.ETag as string };
  const again = await answerOf(endpoint, { headers });
  expect(again).toMatchObject({ status: 304, text: '' });
  expect(again.headers).toMatchObject({ ETag: etag, 'Cache-Control': 'public, max-age=60' });
});

test('a list on one page counts what it holds and says how old it is', () => {
  const current = { version: 'v', asOf: '2026-11-01T12:00:00.000Z' } as never;
  const list = (minutes: number) =>
    wholeList(['a', 'b'], current, new Date(Date.parse('2026-11-01T12:00:00Z') + minutes * 60_000));
  expect(list(60)).toEqual({
    ...{ object: 'list', data: ['a', 'b'], nextCursor: null, totalCount: 2 },
    catalogue: { asOf: '2026-11-01T12:00:00.000Z', stale: false },
  });
  expect(list(61).catalogue.stale).toBe(true);
});
