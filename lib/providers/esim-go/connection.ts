/** Where and with what eSIM Go is asked; explicit, so that tests and a second organisation can differ. */
import { setting } from '../../platform/config.ts';
import { Currency } from '../../platform/money.ts';
import { optionalSecret, secret } from '../../platform/secrets.ts';
import { type Gate, gateOf } from '../gate.ts';

export interface Connection {
  /** Base URL with the API version, e.g. https://api.esim-go.com/v2.5 */
  url: string;
  /** Of the organisation: catalogue prices carry none (fact sheet, section 2). */
  currency: Currency;
  /** The API key first; during a rotation also the one before, which may still sign callbacks. */
  keys(): Promise<[current: string, ...previous: string[]]>;
  /** Deadline of one try of a read, and of all its tries together. */
  tryMs: number;
  budgetMs: number;
  correlationId?: string | undefined;
  /** Shared pacing; without one, calls go out as they come. */
  gate?: Gate;
}

/** The connection that settings and secret describe; nothing is read before the adapter is used. */
export const configured = (correlationId?: string): Connection => ({
  get url() {
    return setting('ESIM_GO_URL').replace(/\/+$/, '');
  },
  get currency() {
    return Currency.parse(setting('ESIM_GO_CURRENCY'));
  },
  keys: configuredKeys,
  tryMs: 4_000,
  budgetMs: 8_000,
  correlationId,
  gate: gateOf('esim-go'),
});

async function configuredKeys(): Promise<[string, ...string[]]> {
  const current = await secret('esim-go', 'apiKey');
  const previous = await optionalSecret('esim-go', 'previousApiKey');
  return previous === undefined ? [current] : [current, previous];
}

/** Headers of every call. `key` comes from `keys()`. */
export const headersFor = (connection: Connection, key: string): Record<string, string> => ({
  Accept: 'application/json',
  'X-API-Key': key,
  ...(connection.correlationId === undefined
    ? {}
    : { 'X-Correlation-Id': connection.correlationId }),
});
