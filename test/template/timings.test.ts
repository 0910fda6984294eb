/** The times of an order depend on each other; a stage that breaks the chain would buy twice or refund early. */
import { consumers } from '../../functions/registry.ts';
import { stageConfig } from '../../infra/stages.ts';

const local: Record<string, string> = {
  ...{ publicUrl: 'http://127.0.0.1:1', esimGoUrl: 'http://127.0.0.1:2' },
  ...{ stripeUrl: 'http://127.0.0.1:3', endpoint: 'http://127.0.0.1:4' },
};
const stages = ['local', 'dev', 'test', 'stage', 'prod'];

test.each(stages)(
  '%s: call < worker < lost attempt < announcement, and settling comes last',
  (stage) => {
    const { timings } = stageConfig((key) => (key === 'stage' ? stage : local[key]));
    const { providerCallSeconds, inFlightSeconds, announceSeconds, settleSeconds } = timings;
    // A worker repeats a refused call for six seconds, then makes its last one.
    expect(2 * providerCallSeconds).toBeLessThan(inFlightSeconds);
    expect(inFlightSeconds).toBeLessThanOrEqual(announceSeconds);
    expect(settleSeconds).toBeGreaterThan(0);
    expect(timings.giveUpSeconds).toBeGreaterThan(
      inFlightSeconds + settleSeconds + announceSeconds,
    );
  },
);

test('off this machine no worker outlives the time after which it counts as lost', () => {
  const timeout = consumers['provisioning/provision']?.timeoutSeconds ?? 0;
  for (const stage of stages.slice(1)) {
    const { timings } = stageConfig((key) => (key === 'stage' ? stage : undefined));
    expect(timings.inFlightSeconds).toBeGreaterThan(timeout);
  }
});
