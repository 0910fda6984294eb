import { isObject } from './json.ts';
import { refuse } from './refusal.ts';
import type { CallbackSettings, Settings } from './settings.ts';

type Check = (value: unknown) => boolean;
const text: Check = (value) => typeof value === 'string' && value.length > 0;
const flag: Check = (value) => typeof value === 'boolean';
const amount: Check = (value) => Number.isFinite(value) && Number(value) >= 0;
const chance: Check = (value) => flag(value) || (amount(value) && Number(value) <= 1);
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(String(value));
const nullable =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const latency: Check = (value) =>
  amount(value) || (listOf(amount)(value) && (value as unknown[]).length === 2);
const table =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(nullable(check));

const callbackChecks: Record<keyof CallbackSettings, Check> = {
  url: nullable(text),
  version: oneOf('V2', 'V3'),
  encoding: oneOf('hex', 'base64'),
  duplicates: chance,
  loss: chance,
  shuffle: flag,
  numericIccid: flag,
};

const checks: Record<keyof Settings, Check> = {
  apiKey: text,
  allowedIps: nullable(listOf(text)),
  catalogueEnvelope: oneOf('array', 'bundles'),
  assignmentsShape: oneOf('object', 'array', 'rsp-array'),
  ordersEnvelope: oneOf('array', 'orders'),
  organisationEnvelope: oneOf('object', 'organisations'),
  orderErrorsAsText: flag,
  asyncAboveBundles: amount,
  asyncSeconds: amount,
  processingSeconds: amount,
  rateLimitPerSecond: amount,
  requestCosts: table(amount),
  orderGapSeconds: amount,
  maxItemsPerOrder: amount,
  orderVisibilityDelaySeconds: amount,
  refundsEnabled: flag,
  lowBalanceThresholdMinor: amount,
  callback: isObject,
  latencyMs: table(latency),
  clockOffsetSeconds: (value) => Number.isFinite(value),
};

/** Merge patch: objects merge by key, null takes an entry out of a table. Nothing changes if a key is wrong. */
export function patchSettings(settings: Settings, patch: Record<string, unknown>): Settings {
  verify(patch, checks, '');
  const merged = { ...settings, ...patch };
  const tables = ['latencyMs', 'requestCosts'] as const;
  for (const key of tables) {
    const entries = Object.entries({ ...settings[key], ...(patch[key] as object) });
    Object.assign(merged, { [key]: Object.fromEntries(entries.filter(([, it]) => it !== null)) });
  }
  const callback = (patch.callback ?? {}) as Record<string, unknown>;
  return { ...merged, callback: patchCallback(settings.callback, callback) };
}

export function patchCallback(
  settings: CallbackSettings,
  patch: Record<string, unknown>,
): CallbackSettings {
  verify(patch, callbackChecks, 'callback.');
  const merged = { ...settings, ...patch };
  return { ...merged, duplicates: Number(merged.duplicates), loss: Number(merged.loss) };
}

function verify(patch: Record<string, unknown>, known: Record<string, Check>, prefix: string) {
  for (const [key, value] of Object.entries(patch)) {
    if (!Object.hasOwn(known, key)) refuse(400, `unknown setting ${prefix}${key}`);
    if (!known[key]?.(value)) refuse(400, `bad value for setting ${prefix}${key}`);
  }
}
