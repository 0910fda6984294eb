/** Lambda's own door, behind which a function's handler runs in this process. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Called {
  path: string;
  authorization: string;
  event: object;
}

/** A handler that throws is answered as Lambda does it: 200, with a header that tells. */
export async function openLambda(handler: (event: object) => Promise<object>) {
  const called: Called[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const event = JSON.parse(text);
    const { authorization = '' } = request.headers;
    called.push({ path: request.url ?? '', authorization, event });
    try {
      response.end(JSON.stringify(await handler(event)));
    } catch (error) {
      response.setHeader('x-amz-function-error', 'Unhandled');
      response.end(JSON.stringify({ errorMessage: (error as Error).message }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env.AWS_ENDPOINT_URL_LAMBDA = `http://127.0.0.1:${port}`;
  return {
    called,
    close: async () => {
      delete process.env.AWS_ENDPOINT_URL_LAMBDA;
      await new Promise((resolve) => server.close(resolve).closeAllConnections());
    },
  };
}
