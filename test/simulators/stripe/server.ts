import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openAccount } from './account/account.ts';
import type { WebhookStart } from './account/settings.ts';
import type { ApiRequest } from './api/answer.ts';
import { jsonAnswer } from './api/answer.ts';
import { errorBody } from './api/error.ts';
import { serveRedirect } from './api/redirect.ts';
import { send, serveApi } from './api/serve.ts';
import type { Control } from './control/routes.ts';
import { serveControl } from './control/serve.ts';
import { startCourier } from './delivery/courier.ts';

export interface StripeSimulatorStart {
  port?: number;
  host?: string;
  secretKey: string;
  publishableKey: string;
  webhook?: WebhookStart;
  /** The same seed makes the same ids; without one no two runs share an id. */
  seed?: number;
}

export interface StripeSimulator {
  url: string;
  close(): Promise<void>;
}

const bodyMaxBytes = 4_000_000;
/** Longer than any client keeps a socket, so that none is closed under a request. */
const keepAliveMs = 120_000;

export async function startStripeSimulator(start: StripeSimulatorStart): Promise<StripeSimulator> {
  const seed = start.seed ?? randomInt(2 ** 32);
  const account = openAccount({ ...start, seed });
  const clock = () => Date.now() + account.settings.clockOffsetSeconds * 1000;
  const courier = startCourier(account, clock);
  const control: Control = { account, clock, courier, webhookStart: start.webhook };

  const server = createServer({ keepAliveTimeout: keepAliveMs }, (message, response) => {
    serve(control, message, response).catch((error: unknown) => fail(response, error));
  });
  const host = start.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(start.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  account.publicUrl = `http://${host}:${port}`;

  const close = () =>
    new Promise<void>((resolve) => {
      courier.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: account.publicUrl, close };
}

async function serve(
  control: Control,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(message);
  if (request.path.startsWith('/__control/')) send(response, serveControl(control, request));
  else if (request.path.startsWith('/redirect/')) send(response, serveRedirect(control, request));
  else await serveApi(control, request, response);
}

async function readRequest(message: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyMaxBytes) throw new Error('the request body is too large');
    chunks.push(chunk);
  }
  const [path = '/', query = ''] = (message.url ?? '/').split('?', 2);
  const { method = 'GET', headers } = message;
  return { method, path, query, headers, body: Buffer.concat(chunks).toString('utf8') };
}

/** A mistake of the simulator's own: loud in its log, and a 500 like Stripe's for the caller. */
function fail(response: ServerResponse, error: unknown): void {
  console.error('stripe simulator:', error);
  if (response.headersSent || response.destroyed) return;
  const body = errorBody({ type: 'api_error', message: String(error) }, 'req_simulator');
  send(response, jsonAnswer(500, body, 'req_simulator'));
}
