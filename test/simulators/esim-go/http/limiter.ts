import { SECOND_MS, timestamp } from '../state/wire.ts';
import { message, type Reply } from './reply.ts';

interface Window {
  startsAt: number;
  used: number;
}

export interface Limiter {
  /** Always four headers; `refused` when the tokens of this window do not reach. */
  admit(ip: string, cost: number, limit: number, now: number): Admission;
}

interface Admission {
  headers: Record<string, string>;
  refused: Reply | null;
}

/** Fixed window of one second per source address. A refused call takes no tokens. */
export function createLimiter(): Limiter {
  const windows = new Map<string, Window>();
  return {
    admit(ip, cost, limit, now) {
      if (limit === 0) return { headers: {}, refused: null };
      const startsAt = Math.floor(now / SECOND_MS) * SECOND_MS;
      const known = windows.get(ip);
      const window = known?.startsAt === startsAt ? known : { startsAt, used: 0 };
      windows.set(ip, window);
      const admitted = window.used + cost <= limit;
      if (admitted) window.used += cost;
      const headers = {
        'X-Ratelimit-Limit': String(limit),
        'X-Ratelimit-Remaining': String(limit - window.used),
        'X-Ratelimit-Reset': timestamp(startsAt + SECOND_MS),
        'X-Ratelimit-Cost': String(cost),
      };
      const refused = admitted ? null : message(429, 'Rate limit exceeded', { 'Retry-After': '1' });
      return { headers, refused };
    },
  };
}
