/** lib/identity/links.ts with a memory of its own, and a stand-in for Secrets Manager. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';

type Module = typeof import('../../../lib/identity/links.ts');
export type Links = Pick<Module, 'signLink' | 'verifyLink'> & { close(): Promise<void> };

export async function linksWith(keys: Record<string, string>): Promise<Links> {
  const server = createServer((message, response) => {
    message.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ SecretString: JSON.stringify(keys) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    ...{ SECRET_LINKS: 'links', AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  // Secrets are kept for minutes: another set of keys needs a module of its own.
  jest.resetModules();
  const { signLink, verifyLink } = await import('../../../lib/identity/links.ts');
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  // Read now, while the address is this server's.
  await verifyLink(`ord_${'0'.repeat(26)}.00000.${'A'.repeat(43)}`, new Date(0)).catch(() => {});
  return { signLink, verifyLink, close };
}
