/** A call of an operation that a person can paste and run. */
import { type Document, type Operation, type Parameter, resolved } from './document.ts';

const origin = 'https://api.ttelgo.com';
const credentials: Record<string, string> = {
  apiKey: '$TTELGO_KEY',
  customerToken: '$ACCESS_TOKEN',
  staffToken: '$STAFF_TOKEN',
};

export function curl(
  document: Document,
  at: { path: string; method: string; operation: Operation },
): string {
  const { operation } = at;
  const parameters = operation.parameters.map((one) => resolved(document, one));
  const path = at.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    exampleOf(parameters.find((one) => one.in === 'path' && one.name === name)),
  );
  const body = operation.requestBody?.content['application/json']?.example;
  const isImage = Object.keys(operation.responses[200]?.content ?? {}).includes('image/png');
  const query = queryOf(parameters);
  const lines = [
    `curl ${query ? `'${origin}${path}${query}'` : `${origin}${path}`}`,
    ...(at.method === 'get' || body ? [] : [`-X ${at.method.toUpperCase()}`]),
    ...authorization(operation),
    ...(parameters.some(({ name }) => name === 'Idempotency-Key')
      ? ['-H "Idempotency-Key: $(uuidgen)"']
      : []),
    ...(body ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(body)}'`] : []),
    ...(isImage ? ['-o esim.png'] : []),
  ];
  return lines.join(' \\\n  ');
}

/** The first filter that has an example shows how filters are sent. */
function queryOf(parameters: Parameter[]): string {
  const filter = parameters.find((one) => one.in === 'query' && one.schema.examples);
  return filter ? `?${filter.name}=${encodeURIComponent(exampleOf(filter))}` : '';
}

const exampleOf = (parameter: Parameter | undefined): string => {
  const [example] = (parameter?.schema.examples ?? []) as unknown[];
  return String(example ?? parameter?.name ?? '');
};

function authorization({ security }: Operation): string[] {
  const isOpen = security.length === 0 || security.some((one) => Object.keys(one).length === 0);
  const scheme = Object.keys(security[0] ?? {})[0];
  if (isOpen || scheme === undefined) return [];
  return [`-H "Authorization: Bearer ${credentials[scheme]}"`];
}
