import { EsimSummary, EsimView, esimSummary, esimView } from '../../../lib/esims/view.ts';
import { anEsim } from './esim.ts';

describe('views', () => {
  it('one eSIM shows everything to install it, and nothing of ours', () => {
    const view = EsimView.parse(esimView(anEsim()));
    expect(view).toMatchObject({
      object: 'esim',
      orderId: 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4',
      usage: { totalBytes: 1_000_000_000, usedBytes: 0, unlimited: false },
      startsAt: null,
      install: {
        smdpAddress: 'rsp.example.com',
        matchingId: 'K2-1A2B3C-4D5E6F',
        activationCode: 'LPA:1$rsp.example.com$K2-1A2B3C-4D5E6F',
        appleInstallUrl:
          'https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$K2-1A2B3C-4D5E6F',
        androidInstallUrl:
          'https://esimsetup.android.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$K2-1A2B3C-4D5E6F',
      },
    });
    expect(JSON.stringify(view)).not.toMatch(/esim-go|CUSTOMER#|corr-|version/);
  });

  it('show the data of all bundles together, and which were added', () => {
    const added = {
      ...{ orderId: 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z5', bundleCode: 'esim_2GB' },
      addedAt: '2026-03-02T00:00:00.000Z',
    };
    const topUps = [{ ...added, dataBytes: 2_000_000_000 }];
    const esim = anEsim({ topUps, usedBytes: 1_500_000_000 });
    expect(EsimView.parse(esimView(esim))).toMatchObject({
      usage: { totalBytes: 3_000_000_000, usedBytes: 1_500_000_000, unlimited: false },
      topUps: [{ ...added, data: { unlimited: false, bytes: 2_000_000_000 } }],
    });
    const unlimited = anEsim({ topUps: [...topUps, { ...added, dataBytes: null }] });
    expect(EsimSummary.parse(esimSummary(unlimited))).toMatchObject({
      usage: { totalBytes: null, usedBytes: 0, unlimited: true },
      topUps: [{ data: { bytes: 2_000_000_000 } }, { data: { unlimited: true, bytes: null } }],
    });
    expect(esimSummary(anEsim()).topUps).toEqual([]);
  });

  it('a list shows no install data', () => {
    const text = JSON.stringify(EsimSummary.parse(esimSummary(anEsim({ totalBytes: null }))));
    expect(text).not.toMatch(/K2-1A2B3C|rsp\.example/);
    expect(JSON.parse(text).usage).toEqual({ totalBytes: null, usedBytes: 0, unlimited: true });
  });
});
