/** The commands where there is no AWS: what is asked for wrongly, what cannot be reached. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { repair } from '../../../bin/repair/run.ts';

const order = 'ord_01JDF3M5Q6R7S8T9V0W1X2Y3Z4';

async function asked(...words: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await repair(words, {
    print: (text) => out.push(text),
    complain: (text) => err.push(text),
    ...{ isTty: true, now: () => new Date(), prepare: () => undefined },
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

describe('a command', () => {
  it.each([
    ['', 'Which stage?'],
    ['moon letters', 'There is no stage moon: local, dev, test, stage, prod.'],
    ['prod', 'Which command?'],
    ['prod mend', 'There is no command mend.'],
    ['prod constructor', 'There is no command constructor.'],
    ['prod history', 'Usage: npm run repair -- prod history <order>'],
    ['prod circuit x', 'Usage: npm run repair -- prod circuit'],
    ['prod letters --loud', "Unknown option '--loud'"],
    ['prod close rev_1 --by', "Option '--by <value>' argument missing"],
    ['prod history ord_1', 'ord_1 is not the id of an order'],
    ['prod letters orders/none', 'There is no consumer orders/none.'],
    ['prod close rev_1', 'Closing a review takes --by <who>'],
  ])('asked for as "%s" says how it is asked: exit code 2', async (words, says) => {
    const told = await asked(...words.split(' ').filter((word) => word !== ''));
    expect(told).toMatchObject({ code: 2, out: '', err: expect.stringContaining(says) });
  });

  it('is explained by --help', async () => {
    const { code, out } = await asked('--help');
    expect(code).toBe(0);
    for (const name of ['letters', 'letter', 'redrive', 'history', 'reconcile', 'reviews'])
      expect(out).toMatch(new RegExp(`^ {2}${name}( |$)`, 'm'));
  });
});

/** Stands where AWS would, knows nothing, and tells what it was asked. */
async function openNothing() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    bodies.push(text);
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: 'ResourceNotFoundException', message: 'no table' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, bodies, close: () => new Promise((resolve) => server.close(resolve)) };
}

function run(port: number, ...words: string[]) {
  const script = fileURLToPath(new URL('../../../bin/repair.ts', import.meta.url));
  const env = {
    ...{ PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  };
  return new Promise<{ code: number; out: string; err: string }>((resolve) =>
    execFile(process.execPath, [script, ...words], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    ),
  );
}

describe('the process', () => {
  it("asks for the stage's own tables, and says in a sentence when they are not there", async () => {
    const nothing = await openNothing();
    const { code, out, err } = await run(nothing.port, 'prod', 'history', order);
    await nothing.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toBe(
      'history in stage prod was not done: what stage prod should have is not there; ' +
        'is it deployed in this account and region?\n',
    );
    expect(JSON.parse(nothing.bodies[0] ?? '{}')).toMatchObject({
      TableName: 'ttelgo-prod-orders',
    });
  });

  it('that reaches nobody says so in a sentence, without a stack', async () => {
    const nothing = await openNothing();
    await nothing.close();
    for (const words of [['letters'], ['circuit']]) {
      const { code, out, err } = await run(nothing.port, 'prod', ...words);
      expect({ words, code, out }).toEqual({ words, code: 1, out: '' });
      expect(err).toMatch(
        new RegExp(`^${words[0]} in stage prod was not done: AWS cannot be reached \\(.*\\)\\n$`),
      );
    }
  });
});
