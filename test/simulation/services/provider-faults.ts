/** What goes wrong with one call of the provider: before it has an effect, with it, and after it. */
import { readFault } from '../../simulators/esim-go/http/faults.ts';
import type { Simulation } from '../../simulators/esim-go/http/simulation.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { HttpOutcome, HttpReply } from '../runtime/network/network.ts';
import type { FaultKind } from '../runtime/types.ts';

/** Faults are asked for by the kind of call: buying, quoting, reading. */
type Kind = 'buy' | 'quote' | 'read';

export interface ProviderCall {
  kind: Kind;
  site: string;
}

const json = (status: number, body: object, headers: Record<string, string> = {}): HttpReply => ({
  ...{ status, body: JSON.stringify(body) },
  headers: { 'content-type': 'application/json', ...headers },
});

export function connection(
  { faults }: Kernel,
  { site }: ProviderCall,
): 'refused' | 'silent' | undefined {
  for (const kind of ['provider-outage', 'provider-request-lost'] as const) {
    const place = `connect ${site}`;
    if (!faults.strikes(kind, place)) continue;
    const which = faults.between(kind, place, 0, 1);
    if (which < 0.3) return 'refused';
    if (which < 0.5) return 'silent';
  }
  return undefined;
}

/** An answer without any effect, or undefined: the provider gets to work. */
export async function beforehand(
  { faults, loop }: Kernel,
  { faults: planned }: Simulation,
  { kind, site }: ProviderCall,
): Promise<HttpOutcome | undefined> {
  const drawn = (fault: FaultKind, values: number[]) =>
    values[Math.floor(faults.between(fault, site, 0, values.length))] as number;
  if (faults.strikes('provider-outage', site))
    return json(drawn('provider-outage', [503, 500, 502]), { message: 'Service Unavailable' });
  if (faults.strikes('provider-request-lost', site))
    return drawn('provider-request-lost', [0, 1]) === 0 ? 'drop' : 'hang';
  if (faults.strikes('provider-rate-limited', site)) {
    const seconds = String(drawn('provider-rate-limited', [1, 2, 5, 20]));
    return json(429, { message: 'Rate limit exceeded' }, { 'retry-after': seconds });
  }
  if (kind === 'read' && faults.strikes('provider-read-fails', site))
    return json(drawn('provider-read-fails', [500, 502, 503, 504]), { message: 'simulated' });
  if (kind !== 'read' && faults.strikes('provider-fails-before', site))
    return json(drawn('provider-fails-before', [500, 502, 503, 504]), { message: 'simulated' });
  if (kind === 'buy' && faults.strikes('provider-refuses', site))
    return json(400, { message: 'order refused' });
  if (faults.strikes('provider-slow', site)) {
    const slowMs = faults.between('provider-slow', site, 500, 22_000);
    await new Promise<void>((resolve) => loop.after(slowMs, resolve));
  }
  if (kind === 'buy' && faults.strikes('provider-short', site))
    planned.push(
      readFault({
        ...{ kind: 'short', route: 'POST /orders', by: 1, times: 1 },
        // The rest comes never, or with the next look at the order.
        persist: faults.between('provider-short', site, 0, 1) < 0.3,
      }),
    );
  return undefined;
}

/** What becomes of the answer on its way back. */
export function afterwards(
  { faults }: Kernel,
  { kind, site }: ProviderCall,
  reply: HttpReply,
): HttpOutcome {
  if (faults.strikes('provider-answer-lost', site)) return 'drop';
  if (faults.strikes('provider-hangs', site)) return 'hang';
  if (kind === 'buy' && faults.strikes('provider-fails-after', site)) {
    const statuses = [500, 502, 503, 504];
    const at = Math.floor(faults.between('provider-fails-after', site, 0, statuses.length));
    return json(statuses[at] as number, { message: 'Service Unavailable' });
  }
  if (faults.strikes('provider-garbage', site)) {
    const garbles = garbled(reply);
    return garbles[
      Math.floor(faults.between('provider-garbage', site, 0, garbles.length))
    ] as HttpReply;
  }
  return reply;
}

/** Answers that say 200 and are none. */
const garbled = (reply: HttpReply): HttpReply[] => [
  { ...reply, body: '<html>upstream said OK</html>' },
  { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) },
  { ...reply, body: '' },
  { ...reply, body: '{}' },
  { ...reply, isCut: true },
];
