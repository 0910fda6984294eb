/** Calls to the emulator without an SDK client; it reads the service from the credential scope. */

export const region = 'us-east-1';
export const account = '000000000000';

/** What a command-line tool or SDK needs to speak to the emulator, every endpoint explicit. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    // Without its own, the S3 client would address buckets as host names that do not resolve.
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

export function credentialScope(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/** An error that the emulator answered, with the code that AWS would give. */
export class AwsError extends Error {
  readonly code: string;
  constructor(operation: string, code: string, message: string) {
    super(`${operation}: ${code} ${message}`);
    this.code = code;
  }
}

/** One call of a service with the JSON protocol: DynamoDB, SQS, Cognito, EventBridge, Secrets… */
export async function callJson<T>(
  endpoint: string,
  service: string,
  target: string,
  body: object,
): Promise<T> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: credentialScope(service),
    },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  const parsed = text === '' ? {} : JSON.parse(text);
  if (!answer.ok) {
    const code = String(parsed.__type ?? answer.status).replace(/^.*#/, '');
    throw new AwsError(target, code, String(parsed.message ?? parsed.Message ?? ''));
  }
  return parsed as T;
}

/** One call of a service with REST paths: Lambda, API Gateway. */
export async function callRest<T>(
  endpoint: string,
  service: string,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(endpoint + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: credentialScope(service) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new AwsError(`${method} ${path}`, String(answer.status), text);
  return (text === '' ? {} : JSON.parse(text)) as T;
}

/** One call of CloudFormation, which speaks forms and XML. */
export async function callCloudFormation(
  endpoint: string,
  parameters: Record<string, string>,
): Promise<string> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: credentialScope('cloudformation'),
    },
    body: new URLSearchParams({ ...parameters, Version: '2010-05-15' }).toString(),
  });
  const text = await answer.text();
  if (!answer.ok) {
    const message = readXml(text, 'Message')[0] ?? text;
    throw new AwsError(
      parameters.Action ?? '',
      readXml(text, 'Code')[0] ?? String(answer.status),
      message,
    );
  }
  return text;
}

/** The texts of all elements of this name. Enough for the emulator's flat, attribute-free answers. */
export function readXml(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'));
  return [...found].map((match) => unescapeXml(match[1] ?? ''));
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
