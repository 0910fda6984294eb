import { z } from 'zod';

/** The version that the installed client pins; an endpoint made today would be frozen to it. */
export const pinnedApiVersion = '2026-10-28.endive';

const milliseconds = z.int().min(0).max(86_400_000);
const latency = z.union([milliseconds, z.tuple([milliseconds, milliseconds])]);

const webhookSchema = z.strictObject({
  url: z.url().nullable(),
  secrets: z.array(z.string().min(1)).max(5),
  /** Waits before the 2nd, 3rd, ... attempt; the last one repeats. */
  retryGapsMs: z.array(milliseconds).min(1).max(50),
  attemptsMax: z.int().min(1).max(10_000),
  timeoutMs: milliseconds.min(1),
  concurrency: z.int().min(1).max(200),
  enabledEvents: z.array(z.string().min(1)).min(1),
  /** How many extra deliveries of the same event are made. */
  duplicates: z.int().min(0).max(20),
  shuffle: z.boolean(),
  shuffleWindowMs: milliseconds,
  withhold: z.boolean(),
  beforeAnswer: z.boolean(),
  apiVersion: z.string().min(1),
});

const settingsSchema = z.strictObject({
  webhook: webhookSchema,
  /** By route ("POST /v1/refunds", "/v1/refunds" or "*"): a number, or a range to draw from. */
  latencyMs: z.record(z.string(), latency),
  clockOffsetSeconds: z.number().min(-315_360_000).max(315_360_000),
  /** How long the refund test cards take for their late outcome; null: only by control call. */
  refundSettlementMs: milliseconds.nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

export interface WebhookStart {
  url: string;
  secret: string;
}

export function defaultSettings(webhook: WebhookStart | undefined): Settings {
  return {
    webhook: {
      url: webhook?.url ?? null,
      secrets: webhook === undefined ? [] : [webhook.secret],
      retryGapsMs: [200, 400, 800, 1600, 3000],
      attemptsMax: 200,
      timeoutMs: 10_000,
      concurrency: 8,
      enabledEvents: ['*'],
      duplicates: 0,
      shuffle: false,
      shuffleWindowMs: 200,
      withhold: false,
      beforeAnswer: false,
      apiVersion: pinnedApiVersion,
    },
    latencyMs: {},
    clockOffsetSeconds: 0,
    refundSettlementMs: 2000,
  };
}

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7396: null returns a setting to its default, objects merge, everything else replaces. */
export function patchSettings(
  current: Settings,
  patch: unknown,
  defaults: Settings,
): z.ZodSafeParseResult<Settings> {
  return settingsSchema.safeParse(merge(current, singularSecret(patch), defaults));
}

function merge(current: unknown, patch: unknown, defaults: unknown): unknown {
  if (patch === null) return structuredClone(defaults);
  if (!isPlain(patch) || !isPlain(current)) return patch;
  const merged: Plain = { ...current };
  for (const [name, value] of Object.entries(patch)) {
    const fallback = isPlain(defaults) ? defaults[name] : undefined;
    if (value === null && fallback === undefined) delete merged[name];
    else merged[name] = merge(current[name], value, fallback);
  }
  return merged;
}

/** `secret` is the everyday spelling of a list of one. */
function singularSecret(patch: unknown): unknown {
  if (!isPlain(patch) || !isPlain(patch.webhook) || !('secret' in patch.webhook)) return patch;
  const { secret, ...webhook } = patch.webhook;
  return { ...patch, webhook: { ...webhook, secrets: secret === null ? null : [secret] } };
}
