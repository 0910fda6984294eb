/** A vendor's server, on a port of its own, that behaves as a test wants. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  headers: http.IncomingHttpHeaders;
  method: string;
  body: string;
}

export interface Receiver extends AsyncDisposable {
  url: string;
  port: number;
  received: Received[];
  /** Connections still open. */
  open(): Promise<number>;
}

export async function receiver(
  answer: (response: http.ServerResponse, request: Received) => void,
): Promise<Receiver> {
  const received: Received[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const entry = {
        headers: request.headers,
        method: request.method ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
      };
      received.push(entry);
      answer(response, entry);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    received,
    open: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, connections) =>
          error ? reject(error) : resolve(connections),
        ),
      ),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
