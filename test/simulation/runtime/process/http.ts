/** fetch, http.request, https.request and the look-up of names by the machine's network. */
import dns from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { machineNow } from '../kernel.ts';

export function takeHttp(): void {
  const realFetch = globalThis.fetch;
  globalThis.fetch = (input, init = {}) => {
    const machine = machineNow();
    return machine ? machine.fetch(String(input), init) : realFetch(input, init);
  };
  http.request = requesting(false, http.request);
  https.request = requesting(true, https.request);
  const realLookup = dns.lookup as (...parts: unknown[]) => Promise<unknown>;
  Object.assign(dns, {
    lookup: async (hostname: string, options: unknown) => {
      const machine = machineNow();
      if (!machine) return realLookup(hostname, options);
      const found = machine.resolve(hostname);
      if (found) return found;
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
    },
  });
}

function requesting(secure: boolean, real: typeof http.request): typeof http.request {
  return ((...parts: [string | URL | http.RequestOptions, http.RequestOptions?]) => {
    const machine = machineNow();
    if (!machine) return (real as (...given: unknown[]) => unknown)(...parts);
    const [first, second = {}] = parts;
    if (typeof first === 'string' || first instanceof URL)
      return machine.request(secure, new URL(first), second);
    const { host = 'localhost', port, path = '/' } = first;
    const origin = `${secure ? 'https' : 'http'}://${host}${port ? `:${port}` : ''}`;
    return machine.request(secure, new URL(path ?? '/', origin), first);
  }) as typeof http.request;
}
