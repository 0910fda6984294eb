import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerControl } from '../control/answer.ts';
import { answerProvider, type Incoming, type Outcome } from './provider.ts';
import { errorReply } from './reply.ts';
import type { Simulation } from './simulation.ts';

const KEEP_ALIVE_MS = 65_000;

export function createHttpServer(simulation: Simulation): Server {
  const server = createServer((request, response) => {
    serve(simulation, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function serve(simulation: Simulation, request: IncomingMessage, response: ServerResponse) {
  const incoming = await read(request);
  const answer = incoming.path.startsWith('/__control/') ? answerControl : answerProvider;
  const outcome: Outcome = await answer(simulation, incoming).catch(errorReply);
  if (outcome === 'hang') return;
  if (outcome === 'drop') {
    request.socket.destroy();
    return;
  }
  response.writeHead(outcome.status, outcome.headers).end(outcome.body);
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const key = request.headers['x-api-key'];
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    apiKey: typeof key === 'string' ? key : undefined,
    accept: request.headers.accept ?? '',
    sourceIp: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    rawBody: Buffer.concat(chunks).toString('utf8'),
  };
}
