/**
 * http.request over the virtual network, as far as its callers listen: the request's socket, response,
 * error and close; a response that is a stream.
 */
import { EventEmitter } from 'node:events';
import type { RequestOptions } from 'node:http';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import type { Kernel } from '../kernel.ts';
import type { Entry } from '../loop.ts';
import { type HttpReply, type Network, netError } from './network.ts';

export function requestOver(
  kernel: Kernel,
  network: Network,
  { secure, url, options }: { secure: boolean; url: URL; options: RequestOptions },
): EventEmitter {
  const request = new EventEmitter();
  const socket = Object.assign(new EventEmitter(), {
    connecting: true,
    ...(secure ? { encrypted: true } : {}),
  });
  const chunks: string[] = [];
  let wire: { abandon(): void } | undefined;
  let response: Readable | undefined;
  let timer: Entry | undefined;
  let isOver = false;

  function end(error?: Error): void {
    if (isOver) return;
    isOver = true;
    wire?.abandon();
    if (timer) kernel.loop.cancel(timer);
    options.signal?.removeEventListener('abort', aborted);
    if (error) process.nextTick(() => request.emit('error', error));
    process.nextTick(() => request.emit('close'));
  }
  const hungUp = () => netError('ECONNRESET', 'socket hang up');
  function aborted(): void {
    const error = Object.assign(new Error('The operation was aborted'), {
      ...{ name: 'AbortError', code: 'ABORT_ERR', cause: options.signal?.reason },
    });
    if (response && !response.readableEnded) response.destroy(error);
    end(error);
  }
  function answered(reply: HttpReply): void {
    response = streamOf(reply);
    response.once('close', () => end());
    request.emit('response', response);
  }
  function go(): void {
    if (isOver) return;
    wire = network.exchange(
      { method: options.method ?? 'GET', url, headers: headersOf(options), body: chunks.join('') },
      {
        connected() {
          socket.connecting = false;
          socket.emit('connect');
          if (secure) socket.emit('secureConnect');
        },
        answered,
        failed: end,
      },
    );
  }
  const lookUp = options.lookup as LookupFunction | undefined;
  const resolved = (error: Error | null) => (error ? end(error) : go());
  const start = () => {
    request.emit('socket', socket);
    if (lookUp) lookUp(url.hostname, { all: true }, resolved);
    else go();
  };

  if (options.signal?.aborted) process.nextTick(aborted);
  options.signal?.addEventListener('abort', aborted, { once: true });
  return Object.assign(request, {
    write: (chunk: string | Buffer) => {
      chunks.push(String(chunk));
      return true;
    },
    end(chunk?: string | Buffer) {
      if (chunk !== undefined) chunks.push(String(chunk));
      process.nextTick(start);
    },
    setTimeout(ms: number, then?: () => void) {
      if (then) request.once('timeout', then);
      timer = kernel.loop.after(ms, () => request.emit('timeout'));
      return request;
    },
    destroy(error?: Error) {
      if (response) response.destroy(error);
      end(response ? undefined : (error ?? hungUp()));
      return request;
    },
  });
}

const headersOf = ({ headers = {} }: RequestOptions): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );

/** As IncomingMessage: `complete` tells whether all of it came. */
function streamOf({ status, headers, body, isCut }: HttpReply): Readable {
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const content = Buffer.from(body);
  let isSent = false;
  const stream = Object.assign(
    new Readable({
      read() {
        if (isSent && isCut) {
          this.destroy(netError('ECONNRESET', 'aborted'));
        } else if (isSent) {
          Object.assign(this, { complete: true });
          this.push(null);
        } else {
          isSent = true;
          this.push(isCut ? content.subarray(0, content.length / 2) : content);
        }
      },
      // As IncomingMessage: a response that nobody reads has nobody to tell.
      destroy(error, done) {
        process.nextTick(() => done(this.listenerCount('error') > 0 ? error : null));
      },
    }),
    { statusCode: status, headers: Object.fromEntries(lowered), complete: false },
  );
  return stream;
}
