/** Vendors' endpoints: each keeps what it was sent; some fail, some never answer. */
import type { Kernel } from '../runtime/kernel.ts';
import type { Host } from '../runtime/network/network.ts';

/** A POST that reached a vendor's endpoint; `status` is undefined when no answer came back. */
export interface Delivery {
  url: string;
  headers: Record<string, string>;
  body: string;
  status: number | undefined;
}

export interface Receivers extends Host {
  onDelivery(listener: (delivery: Delivery) => void): void;
}

const failures = [500, 503, 404, 429, 301];

export function openReceivers({ faults }: Kernel): Receivers {
  const listeners: ((delivery: Delivery) => void)[] = [];
  const keep = (delivery: Delivery) => {
    for (const listener of listeners) listener(delivery);
  };
  return {
    name: 'receivers',
    latencyMs: [20, 300],
    onDelivery: (listener) => {
      listeners.push(listener);
    },
    connect({ url }) {
      const site = `connect:${url.hostname}`;
      return faults.strikes('receiver-fails', site) ? 'refused' : undefined;
    },
    async answer({ url, headers, body }) {
      const delivery = { url: url.href, headers, body };
      const site = `answer:${url.hostname}`;
      if (faults.strikes('receiver-hangs', site)) {
        keep({ ...delivery, status: undefined });
        return 'hang';
      }
      if (faults.strikes('receiver-fails', site)) {
        const which = Math.floor(faults.between('receiver-fails', site, 0, failures.length + 1));
        const status = failures[which];
        keep({ ...delivery, status });
        return status === undefined ? 'drop' : { status, headers: {}, body: 'simulated' };
      }
      keep({ ...delivery, status: 200 });
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };
    },
  };
}
