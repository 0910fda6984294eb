/**
 * The API's one origin on this machine, as a custom domain is on AWS: known before the API exists,
 * and the same after it was deployed anew.
 */
import http, {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalStackError } from './install.ts';

export interface FrontDoor {
  url: string;
  /** Where the API is, once deployed: a base URL that paths are appended to. */
  open(target: string): void;
  close(): Promise<void>;
}

/** What the stack's owner says of itself at `/__control/health`. */
export interface Identity {
  name: string;
  pid: number;
}

export interface FrontDoorOptions {
  identity: Identity;
  /** 0 takes a free one. */
  port?: number;
}

/** More at once only start more Lambda processes than the machine can carry; the rest waits. */
const inFlightMax = 16;
/** Shorter than the emulator keeps a socket, so that none is closed under a request. */
const idleSocketMs = 30_000;

export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  let target: URL | undefined;
  const agent = new http.Agent({
    keepAlive: true,
    timeout: idleSocketMs,
    maxSockets: inFlightMax,
  });
  const server = http.createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    if (request.url === '/__control/health')
      return answer(response, 200, 'application/json', options.identity);
    if (!request.url?.startsWith('/')) return refuse(response, 400, 'Bad Request');
    if (!target) return refuse(response, 503, 'Service Unavailable');
    forward(request, response, target, agent);
  });
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    open: (url) => {
      target = new URL(url);
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: http.Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      const taken = error.code === 'EADDRINUSE';
      const said = `Port ${port} is in use: choose another with --port or TTELGO_PORT.`;
      reject(taken ? new LocalStackError(said) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: URL,
  agent: http.Agent,
): void {
  const onward = http.request(
    {
      agent,
      host: target.hostname,
      port: target.port,
      method: request.method,
      // As it came: URL would tidy up what a test sends on purpose.
      path: `${target.pathname.replace(/\/$/, '')}${request.url}`,
      headers: requestHeaders(request),
    },
    (answered) => {
      response.writeHead(answered.statusCode ?? 502, endToEnd(answered.headers));
      answered.pipe(response);
      answered.on('error', () => response.destroy());
    },
  );
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 502, 'Bad Gateway');
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

/** The emulator believes X-Forwarded-For; AWS takes the connection's address, and so does this. */
function requestHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const { host: _host, expect: _expect, ...headers } = request.headers;
  return {
    // The emulator decodes a binary answer only for a request that says what it accepts.
    accept: '*/*',
    ...endToEnd(headers, ['transfer-encoding']),
    'x-forwarded-for': request.socket.remoteAddress ?? '127.0.0.1',
  };
}

const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'];

const endToEnd = (headers: OutgoingHttpHeaders, keep: string[] = []): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.includes(name) || keep.includes(name)),
  );

function refuse(response: ServerResponse, status: number, title: string): void {
  answer(response, status, 'application/problem+json', { type: 'about:blank', title, status });
}

function answer(response: ServerResponse, status: number, type: string, body: object): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}
