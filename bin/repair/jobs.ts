/**
 * Runs a deployed job at once. Lambda has no client among our dependencies for this one call: the
 * request is signed by an AWS client's own signer, with its credentials and region.
 */
import { SQSClient } from '@aws-sdk/client-sqs';
import { nameOf } from '../../infra/names.ts';
import { optionalSetting, type Stage } from '../../lib/platform/config.ts';

/** A job may take five minutes. */
const patienceMs = 310_000;

export async function runJob(stage: Stage, key: string, event: object): Promise<unknown> {
  const name = nameOf(stage, key);
  const { config } = new SQSClient({});
  const region = await config.region();
  const url = new URL(`/2015-03-31/functions/${name}/invocations`, endpointOf(region));
  const signer = await config.signer({
    ...{ name: 'sigv4', signingName: 'lambda', signingRegion: region, properties: {} },
  });
  const { headers, body } = await signer.sign({
    ...{ method: 'POST', protocol: url.protocol, hostname: url.hostname, path: url.pathname },
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    query: {},
    headers: { 'content-type': 'application/json', host: url.host },
    body: JSON.stringify(event),
  });
  const answer = await fetch(url, {
    ...{ method: 'POST', headers, body, signal: AbortSignal.timeout(patienceMs) },
  });
  const text = await answer.text();
  if (!answer.ok || answer.headers.has('x-amz-function-error'))
    throw new Error(`${name} failed (HTTP ${answer.status}): ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

const endpointOf = (region: string): string =>
  optionalSetting('AWS_ENDPOINT_URL_LAMBDA') ??
  optionalSetting('AWS_ENDPOINT_URL') ??
  `https://lambda.${region}.amazonaws.com`;
