/** The world around the product: the provider, Stripe and a vendor's webhook receiver. */
import { randomBytes } from 'node:crypto';
import { type ServiceName, type ServiceRecord, startService } from './service.ts';
import type { StackDetails } from './stack-file.ts';

export interface Keys {
  esimGo: { apiKey: string };
  stripe: { secretKey: string; publishableKey: string; webhookSecret: string };
}

export function newKeys(): Keys {
  const random = () => randomBytes(18).toString('hex');
  return {
    esimGo: { apiKey: `local_${random()}` },
    stripe: {
      secretKey: `sk_test_${random()}`,
      publishableKey: `pk_test_${random()}`,
      webhookSecret: `whsec_${random()}`,
    },
  };
}

/** All three at once; `started` hears of each that runs, also when another fails. */
export async function startServices(
  { publicUrl, keys, stack }: { publicUrl: string; keys: Keys; stack: string },
  started: (service: ServiceRecord) => void,
): Promise<void> {
  const webhooks = `${publicUrl}/api/v1/webhooks`;
  const args: Record<ServiceName, string[]> = {
    'esim-go': ['--api-key', keys.esimGo.apiKey, '--callback-url', `${webhooks}/esim-go`],
    stripe: [
      ...['--secret-key', keys.stripe.secretKey],
      ...['--publishable-key', keys.stripe.publishableKey],
      ...['--webhook-url', `${webhooks}/stripe`, '--webhook-secret', keys.stripe.webhookSecret],
    ],
    receiver: [],
  };
  const starts = Object.entries(args).map(async ([name, list]) => {
    started(await startService(name as ServiceName, list, stack));
  });
  for (const result of await Promise.allSettled(starts)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

export function urlOf(services: ServiceRecord[], name: ServiceName): string {
  const service = services.find((each) => each.name === name);
  if (!service) throw new Error(`${name} does not run`);
  return service.url;
}

export function simulatorsOf(services: ServiceRecord[], keys: Keys): StackDetails['simulators'] {
  const address = (name: ServiceName) => {
    const url = urlOf(services, name);
    return { url, control: `${url}/__control` };
  };
  return {
    esimGo: { ...address('esim-go'), ...keys.esimGo },
    stripe: { ...address('stripe'), ...keys.stripe },
    receiver: address('receiver'),
  };
}
