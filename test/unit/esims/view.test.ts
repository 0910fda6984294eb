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

  it('a list shows no install data', () => {
    const text = JSON.stringify(EsimSummary.parse(esimSummary(anEsim({ totalBytes: null }))));
    expect(text).not.toMatch(/K2-1A2B3C|rsp\.example/);
    expect(JSON.parse(text).usage).toEqual({ totalBytes: null, usedBytes: 0, unlimited: true });
  });
});
