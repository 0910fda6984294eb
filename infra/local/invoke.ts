import { credentialScope } from './aws.ts';

/** The deployed name of a function by its registry key, such as 'billing/prove-ledger'. */
export const functionName = (key: string): string => `ttelgo-local-${key.replaceAll('/', '-')}`;

/** Runs a Lambda and waits for its answer; what it throws is thrown here. */
export async function invoke<T>(endpoint: string, key: string, event: object = {}): Promise<T> {
  const name = functionName(key);
  const answer = await fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: credentialScope('lambda') },
    body: JSON.stringify(event),
  });
  const text = await answer.text();
  if (!answer.ok || answer.headers.has('x-amz-function-error'))
    throw new Error(`${name} failed (${answer.status}): ${text.slice(0, 500)}`);
  return JSON.parse(text) as T;
}
