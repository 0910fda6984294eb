// Loaded into every Lambda process of the end-to-end stack. A file in TTELGO_DEATHS named
// `<function>~<when>~<call>` kills the next process of that function which makes that call, before
// it is sent or once its answer is there. `call` is the end of an AWS operation's name
// (TransactWriteItems, PutEvents) or of a URL path with dashes for slashes (v2.5-orders).
// Whoever removes the file dies, so exactly one does.
const { readdirSync, unlinkSync } = require('node:fs');
const { join } = require('node:path');
const http = require('node:http');
const https = require('node:https');

const folder = process.env.TTELGO_DEATHS;
const me = process.env.AWS_LAMBDA_FUNCTION_NAME;

function dieAt(when, name) {
  for (const file of readdirSync(folder)) {
    const [who, moment, call] = file.split('~');
    if (who !== me || moment !== when || !name.endsWith(call)) continue;
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

function nameOf(request) {
  const target = request.getHeader('x-amz-target');
  if (target) return String(target);
  const path = request.path.split('?')[0];
  return path.replaceAll('/', '-');
}

if (folder && me) {
  for (const module of [http, https]) {
    const { request: make } = module;
    module.request = function request(...args) {
      const made = make.apply(this, args);
      const { end, emit } = made;
      made.end = function ended(...rest) {
        dieAt('before', nameOf(made));
        return end.apply(this, rest);
      };
      made.emit = function emitted(event, ...rest) {
        // The head of the answer is there: the effect has happened, the caller does not know.
        if (event === 'response') dieAt('after', nameOf(made));
        return emit.call(this, event, ...rest);
      };
      return made;
    };
  }
}
