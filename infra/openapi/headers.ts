/** Response headers, as components. */
const text = (description: string, example: string) => ({
  description,
  schema: { type: 'string' },
  example,
});

export const responseHeaders = {
  CorrelationId: {
    name: 'X-Correlation-Id',
    ...text('The id of this request, yours or ours', 'checkout-7Q2M41'),
  },
  Location: {
    name: 'Location',
    ...text('Path of what was made', '/api/v1/vendor/orders/ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4'),
  },
  IdempotentReplayed: {
    name: 'Idempotent-Replayed',
    ...text('`true` when an earlier request with this key did the work', 'true'),
  },
  RetryAfter: { name: 'Retry-After', ...text('Seconds to wait before the next try', '2') },
  ETag: { name: 'ETag', ...text('Names this very answer', '"mF0aYq2hVbZl9c1XwT4kRg"') },
} as const;

type HeaderName = keyof typeof responseHeaders;

/** References by the header's real name. */
export const headers = (...names: readonly HeaderName[]): Record<string, object> =>
  Object.fromEntries(
    names.map((name) => [responseHeaders[name].name, { $ref: `#/components/headers/${name}` }]),
  );

export const headerComponents = Object.fromEntries(
  Object.entries(responseHeaders).map(([name, { name: _, ...header }]) => [name, header]),
);
