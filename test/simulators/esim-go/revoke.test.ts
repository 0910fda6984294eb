import { type Harness, NL, startHarness } from './harness.ts';

describe('revoking a bundle', () => {
  let harness: Harness;
  let iccid: string;
  const assignment = async () => {
    const { body } = await harness.api<{ assignments: { id: string; bundleState: string }[] }>(
      `GET /esims/${iccid}/bundles/${NL}`,
    );
    return body.assignments[0];
  };
  const revoke = async (query: string) => {
    const id = (await assignment())?.id;
    return harness.api<{ status: string }>(
      `DELETE /esims/${iccid}/bundles/${NL}/assignments/${id}?${query}`,
    );
  };
  const balance = async () => (await harness.statistics()).balanceMinor;
  beforeEach(async () => {
    harness = await startHarness();
    iccid = await harness.buy();
    await harness.settings({ refundsEnabled: true });
  });
  afterEach(() => harness.close());

  it('loses the money while refunds are off, which is the default', async () => {
    await harness.control('POST /reset');
    await harness.settings({ rateLimitPerSecond: 0 });
    iccid = await harness.buy();
    const { status, body } = await revoke('type=transaction&refundToBalance=true');
    expect([status, body.status]).toEqual([
      200,
      'Successfully Revoked Bundle, bundle has not been refunded',
    ]);
    expect(await balance()).toBe(100_000 - 144);
  });

  it('only tells what would happen with type=validate', async () => {
    const { body } = await revoke('type=validate&refundToBalance=true');
    expect(body.status).toBe('Bundle can be revoked, bundle will be refunded to balance');
    expect((await assignment())?.bundleState).toBe('queued');
    expect(await balance()).toBe(100_000 - 144);
  });

  it('refunds an unstarted bundle to the balance', async () => {
    const { body } = await revoke('refundToBalance=true');
    expect(body.status).toBe('Successfully Revoked Bundle, bundle has been refunded to balance');
    expect((await assignment())?.bundleState).toBe('revoked');
    expect(await harness.statistics()).toMatchObject({ balanceMinor: 100_000, refundedMinor: 144 });
    expect((await revoke('refundToBalance=true')).status).toBe(400);
  });

  it('refunds to inventory by default, and the unit can be used again', async () => {
    expect((await revoke('')).body.status).toContain('refunded to inventory');
    expect((await harness.api('POST /esims/apply', { name: NL })).status).toBe(200);
    expect((await harness.api('POST /esims/apply', { name: NL })).status).toBe(403);
  });

  it('gives nothing back for a started bundle or after 60 days', async () => {
    await harness.control(`POST /esims/${iccid}/use`, { bytes: 1 });
    expect((await revoke('refundToBalance=true')).body.status).toContain('not been refunded');
    iccid = await harness.buy();
    await harness.leap(61);
    const { body } = await revoke('type=validate');
    expect(body.status).toBe('Bundle can be revoked, bundle will not be refunded');
  });

  it('by name takes the oldest unused one and needs an offerId for the balance', async () => {
    await harness.order(NL, 1, { iccids: [iccid] });
    const path = `DELETE /esims/${iccid}/bundles/${NL}`;
    expect((await harness.api(`${path}?refundToBalance=true`)).status).toBe(400);
    expect((await harness.api(path)).status).toBe(200);
    expect((await assignment())?.bundleState).toBe('queued');
    const offerId = (await assignment())?.id;
    const named = await harness.api(`${path}?refundToBalance=true&offerId=${offerId}`);
    expect(named.status).toBe(200);
    expect((await harness.api(path)).status).toBe(400);
    expect((await harness.api(`${path}?type=maybe`)).status).toBe(400);
  });
});
