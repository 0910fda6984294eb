/** eSIM Go: the simulator's own world, called without a socket, behind a network that loses things. */
import { answerProvider } from '../../simulators/esim-go/http/provider.ts';
import { createSimulation, type Simulation } from '../../simulators/esim-go/http/simulation.ts';
import type { WireBundle } from '../../simulators/esim-go/state/bundle.ts';
import { hosts, secrets } from '../runtime/environment.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { Host, HttpCall, HttpOutcome } from '../runtime/network/network.ts';
import { afterwards, beforehand, connection, type ProviderCall } from './provider-faults.ts';
import { sendTravellers } from './travellers.ts';

export interface ProviderService extends Host {
  simulation: Simulation;
}

const minuteMs = 60_000;
/** There and back. */
const harshMs = [120, 900] as const;

export function openProvider(
  kernel: Kernel,
  seed: number,
  options: { settleSeconds: number; latencyMs?: readonly [number, number] | undefined },
): ProviderService {
  const simulation = createSimulation({
    apiKey: secrets['esim-go'].apiKey,
    callbackUrl: `https://${hosts.api}/api/v1/webhooks/esim-go`,
    seed: `esim-go ${seed}`,
    balanceMinor: 1_000_000_000,
    catalogue: [] as WireBundle[],
  });
  driftClock(kernel, simulation);

  async function answer(call: HttpCall): Promise<HttpOutcome> {
    const about = aboutOf(call);
    const early = await beforehand(kernel, simulation, about);
    if (early) return early;
    const { world } = simulation;
    const before = world.orders.length;
    const outcome = await answerProvider(simulation, incoming(call));
    const bought = world.orders.slice(before);
    for (const order of bought) {
      sendTravellers(kernel, simulation, order);
      if (!kernel.faults.strikes('provider-listed-late', about.site)) continue;
      // Once the settling time is over, what is not listed did not happen.
      const most = options.settleSeconds * 0.8 * 1_000;
      const lateMs = kernel.faults.between('provider-listed-late', about.site, 1_000, most);
      order.visibleAt = Math.max(order.visibleAt, order.createdAt + lateMs);
    }
    return typeof outcome === 'string' ? outcome : afterwards(kernel, about, outcome);
  }

  return {
    name: 'provider',
    latencyMs: options.latencyMs ?? harshMs,
    simulation,
    connect: (call) => connection(kernel, aboutOf(call)),
    answer,
  };
}

function aboutOf({ method, url, body, by }: HttpCall): ProviderCall {
  const kind = method !== 'POST' ? 'read' : /"type":\s*"transaction"/.test(body) ? 'buy' : 'quote';
  const path = url.pathname.replace('/v2.5', '').replace(/\/[^/]*\d[^/]*/g, '/*');
  return { kind, site: `provider:${kind} ${path}:${by}` };
}

const incoming = ({ method, url, headers, body }: HttpCall) => ({
  ...{ method, path: url.pathname, query: url.searchParams, rawBody: body },
  apiKey: headers['x-api-key'],
  accept: headers.accept ?? '',
  sourceIp: '192.0.2.2',
});

/** Its clock is not ours: now and then it is set anew. */
function driftClock({ loop, faults }: Kernel, { world }: Simulation): void {
  const site = 'provider:clock';
  const tick = () => {
    loop.after(minuteMs, tick);
    if (faults.strikes('provider-clock-skewed', site))
      world.settings.clockOffsetSeconds = faults.between('provider-clock-skewed', site, -60, 60);
  };
  loop.after(minuteMs, tick);
}
