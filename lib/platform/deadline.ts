/** Deadlines of AWS calls: a call that hangs fails while its function has time to answer. */

/** For a client's `requestHandler`; without `throwOnRequestTimeout` the SDK would only warn. */
export const deadline = (requestTimeout: number) => ({
  connectionTimeout: 1_000,
  requestTimeout,
  throwOnRequestTimeout: true,
});
