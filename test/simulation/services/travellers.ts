/** People who use what they bought: the provider tells us about it. */
import type { Simulation } from '../../simulators/esim-go/http/simulation.ts';
import { nowOf } from '../../simulators/esim-go/http/simulation.ts';
import type { Order } from '../../simulators/esim-go/state/order.ts';
import { useData } from '../../simulators/esim-go/state/usage.ts';
import { runAs } from '../runtime/actor.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { within } from '../runtime/random.ts';

const share = 0.2;
const bytesMost = 2_000_000_000;

export function sendTravellers(kernel: Kernel, simulation: Simulation, order: Order): void {
  const random = kernel.random('travellers');
  if (random() >= share) return;
  const bytes = Math.floor(random() * bytesMost);
  kernel.loop.after(within(random, 30_000, 1_200_000), () => {
    const { world, courier } = simulation;
    const iccid = order.lines[0]?.iccids[0];
    const esim = iccid === undefined ? undefined : world.esims.get(iccid);
    const iso = esim?.assignments[0]?.bundle.countries[0]?.iso;
    // Nothing was delivered, or it is in use no more.
    if (!esim || !iso || esim.removed || esim.state !== 'active') return;
    useData(world, esim, bytes, iso, nowOf(simulation));
    const actor = { name: 'provider', random: kernel.random('service provider') };
    runAs(actor, () => courier.dispatch(world));
  });
}
