/**
 * One JSON logger and one metrics sink per function. Log lines carry the correlation id and pass
 * through `mask`: keys that can hold a secret or personal data never reach the log.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { optionalSetting } from './config.ts';

const hidden =
  /authorization|cookie|secret|signing|token|api-?key|password|email|iccid|matching|smdp|lpa|signature|payload|body/i;

/** What must not stand inside a text either: keys, activation codes, ICCIDs, e-mail addresses. */
const hiddenText =
  /\b(ttg_(live|test)|[spr]k_(live|test)|whsec|pi_\w+_secret)_\w+|LPA:1\$\S+|\b\d{19,20}\b|[^\s"'<>@]+@[^\s"'<>@]+\.\w+/g;

/** Copies plain values with sensitive fields replaced; depth is bounded. */
export function mask(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(hiddenText, '***');
  if (value === null || typeof value !== 'object') return value;
  if (depth > 5) return '…';
  if (value instanceof Error) return { name: value.name, message: mask(value.message) };
  if (Array.isArray(value)) return value.slice(0, 50).map((entry) => mask(entry, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      hidden.test(key) && entry !== undefined ? '***' : mask(entry, depth + 1),
    ]),
  );
}

export const logger = new Logger({ serviceName: 'ttelgo' });
export const metrics = new Metrics({
  namespace: optionalSetting('METRICS_NAMESPACE') ?? 'TTelGo',
  serviceName: 'ttelgo',
});

const correlation = new AsyncLocalStorage<string>();

/** Runs `work` so that each of its log lines names this id; messages of a batch run side by side. */
export const correlated = <T>(correlationId: string, work: () => Promise<T>): Promise<T> =>
  correlation.run(correlationId, work);

/** Logs one line; `fields` are masked. */
export function log(
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields: Record<string, unknown> = {},
): void {
  const correlationId = correlation.getStore();
  logger[level](message, {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(mask(fields) as Record<string, unknown>),
  });
}

export const count = (name: string, value = 1): void => {
  metrics.addMetric(name, MetricUnit.Count, value);
};
export const gauge = (name: string, value: number): void => {
  metrics.addMetric(name, MetricUnit.NoUnit, value);
};
export const milliseconds = (name: string, value: number): void => {
  metrics.addMetric(name, MetricUnit.Milliseconds, value);
};

/** Writes what was counted since the last time, if anything. */
export function flushMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
