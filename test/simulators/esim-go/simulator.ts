import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from './http/server.ts';
import { createSimulation, tick } from './http/simulation.ts';
import type { WireBundle } from './state/bundle.ts';

const DEFAULT_BALANCE_MINOR = 100_000_000;
/** How soon the clock's own events (expiry, deletion) are told when nobody asks. */
const TICK_MS = 1000;

export interface SimulatorOptions {
  port?: number;
  host?: string;
  apiKey: string;
  seed?: string | number;
  catalogue?: readonly WireBundle[];
  balanceMinor?: number;
  callbackUrl?: string;
}

export interface RunningSimulator {
  url: string;
  close(): Promise<void>;
}

export async function startEsimGoSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const { port = 0, host = '127.0.0.1', apiKey, balanceMinor = DEFAULT_BALANCE_MINOR } = options;
  const simulation = createSimulation({
    apiKey,
    callbackUrl: options.callbackUrl ?? null,
    seed: String(options.seed ?? 'esim-go'),
    balanceMinor,
    catalogue: options.catalogue ?? fullCatalogue(),
  });
  const server = createHttpServer(simulation);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const timer = setInterval(() => tick(simulation), TICK_MS).unref();
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () => {
      clearInterval(timer);
      simulation.courier.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function fullCatalogue(): WireBundle[] {
  return JSON.parse(readFileSync(new URL('catalogue.json', import.meta.url), 'utf8'));
}
