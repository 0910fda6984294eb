/** Provisioning as it runs in the functions: the real provider, its gate, and our own queues. */
import { type Timings, timings } from '../platform/config.ts';
import { type Gate, gateOf } from '../providers/gate.ts';
import { providerFor } from '../providers/provider.ts';
import { followUp, wakeUp } from './events.ts';
import type { Provisioning } from './work.ts';

const name = 'esim-go';

/** A stage that goes at another pace has its circuit's times in proportion. */
export const gateFor = ({ orderGapSeconds, inFlightSeconds }: Timings): Gate =>
  gateOf(name, {
    orderGapMs: orderGapSeconds * 1_000,
    openMs: orderGapSeconds * 5_000,
    openMaxMs: orderGapSeconds * 100_000,
    // Longer no worker with a probe in hand lives.
    probeMs: inFlightSeconds * 1_000,
  });

export const provisioning = (): Provisioning => ({
  provider: providerFor(name),
  providerAs: (correlationId) => providerFor(name, correlationId),
  gate: gateFor(timings()),
  timings: timings(),
  clock: () => new Date(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  wake: (seconds) => wakeUp(seconds, new Date()),
  followUp: (data, seconds) => followUp(data, seconds, new Date()),
});
