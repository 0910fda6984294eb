import type { Account } from '../account/account.ts';
import { appliesTo } from './route.ts';

/** The first setting that names the route; "*" speaks for the routes that none names. */
export function latencyOf(account: Account, routeName: string): number {
  const entries = Object.entries(account.settings.latencyMs);
  const named = entries.find(([pattern]) => pattern !== '*' && appliesTo(pattern, routeName));
  const setting = named?.[1] ?? account.settings.latencyMs['*'] ?? 0;
  if (typeof setting === 'number') return setting;
  const [least, most] = setting;
  return least + Math.floor(account.random() * (most - least + 1));
}
