import { handler } from '../../../functions/provisioning/reconcile.job.ts';
import type { VendorActor } from '../../../lib/platform/actor.ts';
import { queueSetting } from '../../../lib/platform/config.ts';
import { newId } from '../../../lib/platform/ids.ts';
import { apiKey, simulated } from '../../unit/providers/esim-go/simulated.ts';
import { setUp, tearDown } from '../dynamo.ts';
import { putBundle, timings, vendorWith } from '../orders/world.ts';
import { putSecret } from '../secrets.ts';
import { asked, openQueues } from './desk.ts';
import { openLambda } from './lambda.ts';
import { begun, current, delivered, placed } from './vendor-order.ts';

const consumer = 'provisioning/provision';

let actor: VendorActor;
let simulator: Awaited<ReturnType<typeof simulated>>;
let queues: Awaited<ReturnType<typeof openQueues>>;
beforeAll(async () => {
  process.env.TIMINGS = JSON.stringify(timings);
  await setUp();
  await putBundle();
  actor = (await vendorWith(100_000)).actor;
  simulator = await simulated({});
  await putSecret('esim-go', { apiKey });
  queues = await openQueues(consumer);
  process.env.ESIM_GO_CURRENCY = 'USD';
  process.env.ESIM_GO_URL = simulator.connection.url;
  process.env[queueSetting(consumer)] = queues.url;
});
afterAll(async () => {
  await queues.close();
  await simulator.close();
  await tearDown();
});

describe('reconcile', () => {
  it('runs the deployed job for one order, and shows the order before and after', async () => {
    const [mine, other] = [await placed(actor), await placed(actor)];
    await begun([mine]);
    await begun([other]);
    const lambda = await openLambda(handler);
    try {
      const { code, out } = await asked('reconcile', mine.id, '--by', 'ann');
      expect(code).toBe(0);
      const [before, done, after, then] = out.split('\n');
      expect(before).toBe('before  PROVISIONING (attempt 1 OPEN), version 2');
      expect(done).toMatch(/^done {4}\{"looked":1,.*"parked":1,.*\}, by ann$/);
      expect(after).toMatch(/^after {3}PENDING_SYNC \(attempt 1 UNKNOWN\), version \d$/);
      expect(then).toContain(`history ${mine.id}`);
      expect((await current(other.id)).status).toBe('PROVISIONING');
      expect(lambda.called).toMatchObject([
        {
          path: '/2015-03-31/functions/ttelgo-test-provisioning-reconcile/invocations',
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/us-east-1\/lambda\/aws4_request, /,
          ),
          event: { orderId: mine.id, by: 'ann' },
        },
      ]);
      expect(await queues.waiting()).toHaveLength(1);
    } finally {
      await lambda.close();
    }
  });

  it('of an order that is final, or not there, calls nothing', async () => {
    const { orders } = await begun([await placed(actor)]);
    const [open] = orders;
    if (!open) throw new Error('no order');
    const { id } = await delivered(open, 'ref-1', 0);
    const lambda = await openLambda(async () => ({}));
    try {
      const final = await asked('reconcile', id);
      expect(final).toMatchObject({ code: 1, out: '' });
      expect(final.err).toBe(
        `${id} is final: COMPLETED, version 3. There is nothing to reconcile.`,
      );
      expect((await asked('reconcile', newId('order', new Date()))).code).toBe(1);
      expect(lambda.called).toEqual([]);
    } finally {
      await lambda.close();
    }
  });

  it('that fails says why', async () => {
    const { id } = await placed(actor);
    const lambda = await openLambda(async () => {
      throw new Error('setting TIMINGS is missing');
    });
    try {
      const { code, err } = await asked('reconcile', id);
      expect(code).toBe(1);
      expect(err).toContain('ttelgo-test-provisioning-reconcile failed (HTTP 200)');
      expect(err).toContain('setting TIMINGS is missing');
    } finally {
      await lambda.close();
    }
  });
});
