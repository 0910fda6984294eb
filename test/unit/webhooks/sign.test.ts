import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { signedHeaders } from '../../../lib/webhooks/sign.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const body = '{"type":"order.completed","data":{"name":"Zürich €"}}';

describe('signature', () => {
  it('is accepted by the reference library, until anything is changed', () => {
    const headers = signedHeaders({ id: 'evt_1', body }, secret, new Date());
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
    const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    expect(() => new Webhook(other).verify(body, headers)).toThrow();
  });

  it('is HMAC-SHA256 over id, timestamp and body', () => {
    const at = new Date('2026-03-01T00:00:00.900Z');
    const headers = signedHeaders({ id: 'evt_1', body }, secret, at);
    const mac = createHmac('sha256', Buffer.alloc(32, 7))
      .update(`evt_1.1772323200.${body}`)
      .digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': 'evt_1',
      'webhook-timestamp': '1772323200',
      'webhook-signature': `v1,${mac}`,
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^TTelGo-Webhooks\//),
    });
  });
});
