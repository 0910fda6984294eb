/** What stands on the provider's shelf, and our catalogue brought up to it. */
import type { SyncOutcome } from '../../lib/catalogue/sync.ts';
import { control, runJob, until } from './client.ts';

interface ProviderBundle {
  name: string;
  price: number;
  retired: boolean;
}

/** Answers the bundle as it then is; a change of nothing reads it. */
export const changeBundle = (name: string, change: Partial<ProviderBundle> = {}) =>
  control<ProviderBundle>('esimGo', 'POST', `/bundles/${name}`, change);

/** One sync of our own; one that the schedule has begun is waited for. */
export const sync = (): Promise<SyncOutcome> =>
  until(
    () => runJob<SyncOutcome>('catalogue/sync'),
    ({ outcome }) => outcome !== 'BUSY',
  );
