// Loaded into every Lambda process of the end-to-end stack (NODE_OPTIONS in its setup).
// Notes each AWS call, a JSON line each, in the file that TTELGO_RECORD_CALLS names: what was done
// to which table, secret, bus or sender, and nothing of the content.
const { appendFileSync } = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');

const file = process.env.TTELGO_RECORD_CALLS;
if (file) {
  for (const module of [http, https]) {
    const { request } = module;
    module.request = (...args) => watch(request.apply(module, args));
  }
  syncBuiltinESMExports();
}

/** Keeps a copy of the body of a signed call until it is sent. */
function watch(call) {
  const chunks = [];
  const { write, end } = call;
  const take = (chunk, encoding) => {
    if (!isSigned(call) || (typeof chunk !== 'string' && !(chunk instanceof Uint8Array))) return;
    chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? encoding : undefined));
  };
  call.write = (...args) => {
    take(...args);
    return write.apply(call, args);
  };
  call.end = (...args) => {
    // `end` writes its chunk by the inner way, never by the `write` above.
    take(...args);
    call.write = write;
    note(call, chunks);
    return end.apply(call, args);
  };
  return call;
}

const isSigned = (call) => String(call.getHeader('authorization')).startsWith('AWS4-HMAC-SHA256');

function note(call, chunks) {
  try {
    if (!isSigned(call)) return;
    const scope = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(call.getHeader('authorization'));
    const service = scope?.[1] ?? 'unknown';
    const target = call.getHeader('x-amz-target');
    const operation = target ? String(target).split('.').at(-1) : `${call.method} ${call.path}`;
    const body = () => JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const line = {
      // Some emulator runtimes learn the name only after the process has begun.
      function: process.env.AWS_LAMBDA_FUNCTION_NAME,
      service,
      operation,
      // Of a service that no function should call there is nothing to say: the call alone tells.
      resources: service in resourcesOf ? unique(resourcesOf[service](body())) : [],
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  } catch {
    // A call is never disturbed by being noted.
  }
}

const resourcesOf = {
  dynamodb: ({ TableName, IndexName, TransactItems, RequestItems }) => [
    ...(TableName ? [{ table: TableName, ...(IndexName ? { index: IndexName } : {}) }] : []),
    ...(TransactItems ?? []).flatMap((item) =>
      Object.entries(item).map(([kind, part]) => ({ table: part.TableName, item: kind })),
    ),
    ...Object.keys(RequestItems ?? {}).map((table) => ({ table })),
  ],
  secretsmanager: ({ SecretId }) => [{ secret: SecretId }],
  events: ({ Entries }) => Entries.map(({ EventBusName = 'default' }) => ({ bus: EventBusName })),
  sqs: ({ QueueUrl }) => (QueueUrl ? [{ queue: QueueUrl.split('/').at(-1) }] : []),
  // The sender is ours; only its domain is kept.
  ses: ({ FromEmailAddress }) => [{ identity: /@([^>\s]+)/.exec(FromEmailAddress)?.[1] }],
};

const unique = (resources) =>
  [...new Set(resources.map((resource) => JSON.stringify(resource)))].map((text) =>
    JSON.parse(text),
  );
