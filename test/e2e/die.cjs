// Loaded into every Lambda process of the end-to-end stack. A file in TTELGO_DEATHS named
// `<function>~<when>~<call>~<body>` kills the next process of that function which makes that call,
// before it is sent or once its answer is there. `call` is the end of an AWS operation's name
// (TransactWriteItems, PutEvents) or of a URL path with dashes for slashes (v2.5-orders); `body`, when
// not empty, must stand in the request's body. Whoever removes the file dies, so exactly one does.
const { readdirSync, unlinkSync } = require('node:fs');
const { join } = require('node:path');
const http = require('node:http');
const https = require('node:https');

const folder = process.env.TTELGO_DEATHS;
const me = process.env.AWS_LAMBDA_FUNCTION_NAME;

function dieAt(when, call) {
  for (const file of readdirSync(folder)) {
    const [who, moment, name, body] = file.split('~');
    if (who !== me || moment !== when) continue;
    if (!call.name.endsWith(name) || !call.body.includes(body)) continue;
    try {
      unlinkSync(join(folder, file));
    } catch {
      continue;
    }
    process.kill(process.pid, 'SIGKILL');
    // The signal is on its way; nothing of this process may go on.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
  }
}

function watch(request) {
  const { write, end, emit } = request;
  const call = { name: '', body: '' };
  const take = (chunk) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) call.body += Buffer.from(chunk);
  };
  request.write = function written(chunk, ...rest) {
    take(chunk);
    return write.call(this, chunk, ...rest);
  };
  request.end = function ended(chunk, ...rest) {
    take(chunk);
    const target = request.getHeader('x-amz-target');
    call.name = target ? String(target) : request.path.split('?')[0].replaceAll('/', '-');
    dieAt('before', call);
    return end.call(this, chunk, ...rest);
  };
  request.emit = function emitted(event, ...rest) {
    // The head of the answer is there: the effect has happened, the caller does not know.
    if (event === 'response') dieAt('after', call);
    return emit.call(this, event, ...rest);
  };
  return request;
}

if (folder && me) {
  for (const module of [http, https]) {
    const { request } = module;
    module.request = function made(...args) {
      return watch(request.apply(this, args));
    };
  }
}
