/** What the provider tells of an eSIM reaches its owner; what others tell in its name does not. */
import { createHmac } from 'node:crypto';
import { call, control, placeVendorOrder, stack, until, untilFinal } from './client.ts';

interface EsimAnswer {
  id: string;
  iccid: string;
  status: string;
  usage: { usedBytes: number };
  startsAt: string | null;
}

const readEsim = async (id: string) =>
  (await call<EsimAnswer>('GET', `/api/v1/vendor/esims/${id}`)).body;

async function newEsim(): Promise<EsimAnswer> {
  const { id } = (await placeVendorOrder()).body;
  const [esim] = (await untilFinal(id)).esims;
  return readEsim(esim?.id ?? '');
}

function post(notice: object, signature?: string) {
  const body = JSON.stringify(notice);
  const signed = createHmac('sha256', stack().simulators.esimGo.apiKey).update(body);
  return call('POST', '/api/v1/webhooks/esim-go', {
    as: null,
    body,
    headers: { 'x-signature-sha256': signature ?? signed.digest('base64') },
  });
}

test('installed and used at the provider, it is ACTIVE here with what was used', async () => {
  const esim = await newEsim();
  expect(esim).toMatchObject({ status: 'PENDING_ACTIVATION', startsAt: null });
  await control('esimGo', 'POST', `/esims/${esim.iccid}/install`);
  await control('esimGo', 'POST', `/esims/${esim.iccid}/use`, { bytes: 850_000_000 });
  const used = await until(
    () => readEsim(esim.id),
    ({ usage }) => usage.usedBytes > 0,
  );
  expect(used).toMatchObject({ status: 'ACTIVE', startsAt: expect.any(String) });
  expect(used.usage.usedBytes).toBeLessThanOrEqual(850_000_000);
});

test.each([
  ['no signature', ''],
  ['a signature that is no signature', 'x'],
  ["another key's signature", createHmac('sha256', 'other').update('x').digest('base64')],
])('a notice with %s is refused and changes nothing', async (_what, signature) => {
  const esim = await newEsim();
  const notice = { alertType: 'FirstAttachment', iccid: esim.iccid };
  const { status, body } = await post(notice, signature);
  expect(status).toBe(401);
  expect(body).toMatchObject({ code: 'ERR_2101', name: 'WEBHOOK_SIGNATURE_INVALID' });
  expect(await readEsim(esim.id)).toEqual(esim);
});

test('a signed notice of a kind that nobody knows is taken and changes nothing', async () => {
  const esim = await newEsim();
  const { status } = await post({ alertType: 'SomethingNew', iccid: esim.iccid });
  expect(status).toBe(200);
  expect(await readEsim(esim.id)).toEqual(esim);
});
