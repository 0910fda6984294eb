/** Stripe: the simulator's own account and courier, called without a socket, on virtual time. */
import type { ServerResponse } from 'node:http';
import { type Account, openAccount } from '../../simulators/stripe/account/account.ts';
import { serveApi } from '../../simulators/stripe/api/serve.ts';
import { type Courier, startCourier } from '../../simulators/stripe/delivery/courier.ts';
import { runAs } from '../runtime/actor.ts';
import { hosts, secrets } from '../runtime/environment.ts';
import type { Kernel } from '../runtime/kernel.ts';
import type { Host, HttpCall, HttpOutcome } from '../runtime/network/network.ts';

export interface StripeService extends Host {
  account: Account;
  courier: Courier;
}

const hourMs = 3_600_000;

/** Stripe's own repetitions go on for three days. */
const retryGapsMs = [60_000, 300_000, 1_800_000, hourMs, 2 * hourMs, 5 * hourMs, 10 * hourMs];

export function openStripe(kernel: Kernel, seed: number): StripeService {
  const { loop, faults } = kernel;
  const account = openAccount({
    ...{ ...secrets.stripe, seed },
    webhook: {
      url: `https://${hosts.api}/api/v1/webhooks/stripe`,
      secret: secrets.stripe.webhookSecret,
    },
  });
  Object.assign(account.settings.webhook, {
    retryGapsMs,
    timeoutMs: 20_000,
    attemptsMax: 16,
    concurrency: 100,
  });
  const self = { name: 'stripe', random: kernel.random('service stripe') };
  const courier = runAs(self, () => startCourier(account, () => loop.now()));

  async function answer(call: HttpCall): Promise<HttpOutcome> {
    const site = siteOf(call);
    if (faults.strikes('stripe-request-lost', site)) return lostOr500('stripe-request-lost', site);
    if (faults.strikes('stripe-fails', site))
      return failure(faults.between('stripe-fails', site, 0, 1));
    const refundsBefore = account.refunds.size;
    const outcome = await served({ account, clock: () => loop.now(), courier }, call);
    if (account.refunds.size > refundsBefore) doomRefund(site);
    if (faults.strikes('stripe-answer-lost', site)) return lostOr500('stripe-answer-lost', site);
    return outcome;
  }

  /** Silence or a cut connection. */
  const lostOr500 = (kind: 'stripe-request-lost' | 'stripe-answer-lost', site: string) =>
    faults.between(kind, site, 0, 1) < 0.5 ? 'drop' : 'hang';

  /** The bank sends the newest refund's money back after a while. */
  function doomRefund(site: string): void {
    if (!faults.strikes('stripe-refund-fails-later', site)) return;
    const id = [...account.refunds.keys()].at(-1) as string;
    const inMs = faults.between('stripe-refund-fails-later', site, 5_000, 2 * hourMs);
    account.scheduled.push({ what: 'refund-fails', id, atMs: loop.now() + inMs });
    courier.wake();
  }

  return { name: 'stripe', latencyMs: [60, 400], account, courier, answer };
}

const siteOf = ({ method, url, by }: HttpCall): string =>
  `stripe:${method} ${url.pathname.replace(/(pi|re|ch|evt)_\w+/, '*')}:${by}`;

/** Nothing has run: what Stripe says before it began, or where its own backends failed. */
function failure(which: number): HttpOutcome {
  const [status, type, code] =
    which < 0.3
      ? ([429, 'invalid_request_error', 'rate_limit'] as const)
      : which < 0.6
        ? ([500, 'api_error'] as const)
        : ([503, 'api_error'] as const);
  const error = { type, message: 'simulated', ...(code ? { code } : {}) };
  return {
    status,
    headers: { 'content-type': 'application/json', 'request-id': 'req_simulated' },
    body: JSON.stringify({ error }),
  };
}

/** The simulator writes to a response of node:http; this one keeps what is written. */
function served(serving: Parameters<typeof serveApi>[0], call: HttpCall): Promise<HttpOutcome> {
  const { method, url, headers, body } = call;
  return new Promise((resolve, reject) => {
    let head = { status: 0, headers: {} as Record<string, string> };
    const response = {
      writeHead: (status: number, given: Record<string, string>) => {
        head = { status, headers: given };
      },
      end: (content: string) => resolve({ ...head, body: content }),
      destroy: () => resolve('drop'),
    } as unknown as ServerResponse;
    const query = url.search.slice(1);
    const request = { method, path: url.pathname, query, headers, body };
    serveApi(serving, request, response).catch(reject);
  });
}
