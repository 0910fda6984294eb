/** fetch over the virtual network; failures as undici's. */
import type { HttpReply, Network } from './network.ts';

export function fetchOver(
  { exchange }: Network,
  url: string,
  init: RequestInit,
): Promise<Response> {
  const { method = 'GET', body, signal } = init;
  if (signal?.aborted) return Promise.reject(signal.reason);
  const headers: Record<string, string> = {};
  for (const [name, value] of new Headers(init.headers)) headers[name] = value;
  return new Promise((resolve, reject) => {
    let wire: { abandon(): void } | undefined;
    const aborted = () => {
      wire?.abandon();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', aborted, { once: true });
    const done = () => signal?.removeEventListener('abort', aborted);
    wire = exchange(
      { method, url: new URL(url), headers, body: body === undefined ? '' : String(body) },
      {
        connected: () => {},
        answered(reply) {
          done();
          resolve(responseOf(reply));
        },
        failed(error) {
          done();
          reject(new TypeError('fetch failed', { cause: error }));
        },
      },
    );
  });
}

const bodiless = new Set([101, 204, 205, 304]);

function responseOf({ status, headers, body, isCut }: HttpReply): Response {
  const content = isCut ? broken(body) : body;
  return new Response(bodiless.has(status) ? null : content, { status, headers });
}

function broken(body: string): ReadableStream {
  const half = new TextEncoder().encode(body.slice(0, body.length / 2));
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isSent) controller.error(new TypeError('terminated'));
      else controller.enqueue(half);
      isSent = true;
    },
  });
}
