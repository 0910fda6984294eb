/** Scheduled jobs: each at its rate, from a moment of its own. */
import type { Job } from '../../../../lib/platform/consumer.ts';
import type { Kernel } from '../kernel.ts';
import type { Invoke } from './lambda.ts';

const unitsMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function periodMs(schedule: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const length = unitsMs[unit];
  if (length === undefined) throw new Error(`schedule ${schedule} is not simulated`);
  return Number(count) * length;
}

export function startSchedules(kernel: Kernel, jobs: Record<string, Job>, invoke: Invoke): void {
  const { loop, faults } = kernel;
  for (const [key, { schedule }] of Object.entries(jobs)) {
    const everyMs = periodMs(schedule);
    const site = `schedule:${key}`;
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
    const run = () => void invoke(key, event);
    const tick = () => {
      loop.after(everyMs, tick);
      if (!faults.strikes('schedule-missed', site)) run();
      if (faults.strikes('schedule-twice', site))
        loop.after(faults.between('schedule-twice', site, 0, 30_000), run);
    };
    loop.after(kernel.random(site)() * everyMs, tick);
  }
}
