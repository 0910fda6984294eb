/** A vendor's webhook endpoint: takes POSTs on any path and keeps what it was told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerControl } from './control.ts';
import { checkSignature, emptyMemory, type Memory, remember, takeFault } from './deliveries.ts';

export interface ReceiverStart {
  port?: number;
  host?: string;
  /** `whsec_…`; can be told later by control. */
  secret?: string;
}

export interface Receiver {
  url: string;
  close(): Promise<void>;
}

export async function startReceiver(start: ReceiverStart = {}): Promise<Receiver> {
  const memory = emptyMemory(start.secret);
  const server = createServer((request, response) => {
    serve(memory, request, response).catch(() => response.destroy());
  });
  const host = start.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(start.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}:${port}`, close };
}

async function serve(memory: Memory, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  const { method = 'GET' } = request;
  const path = new URL(request.url ?? '/', 'http://receiver').pathname;
  if (path.startsWith('/__control/')) {
    const { status, answer } = answerControl(memory, method, path, body);
    return reply(response, status, answer);
  }
  if (method !== 'POST') return reply(response, 405, { error: 'POST webhooks here' });
  await receive(memory, { path, headers: headersOf(request), body }, response);
}

/** Remembered before it is answered, also when it is refused: that is what retries are proved by. */
async function receive(
  memory: Memory,
  incoming: { path: string; headers: Record<string, string>; body: string },
  response: ServerResponse,
): Promise<void> {
  const signature = checkSignature(memory.secret, incoming.headers, incoming.body);
  const fault = takeFault(memory);
  const honest = signature === 'invalid' ? 401 : 200;
  const answered = fault ? (fault.kind === 'drop' ? null : fault.status) : honest;
  const receivedAt = new Date().toISOString();
  const id = incoming.headers['webhook-id'] ?? null;
  remember(memory, { receivedAt, ...incoming, id, signature, answered });
  // A long delay must not keep the process of a test alive.
  if (fault) await sleep(fault.delayMs, undefined, { ref: false });
  if (answered === null) response.destroy();
  else reply(response, answered, { ok: answered < 300 }, fault?.headers);
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

function reply(
  response: ServerResponse,
  status: number,
  answer: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(answer));
}
