/** The provider by name. A new one is a folder here and a row in this table. */
import { esimGo } from './esim-go/adapter.ts';
import { configured } from './esim-go/connection.ts';
import type { Provider, ProviderName } from './port.ts';

const adapters: Record<ProviderName, (correlationId?: string) => Provider> = {
  'esim-go': (correlationId) => esimGo(configured(correlationId)),
};

/** Stateless; settings and secret are read at the first call. `correlationId` goes along on each call. */
export const providerFor = (name: ProviderName, correlationId?: string): Provider =>
  adapters[name](correlationId);
