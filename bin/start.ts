/** `npm start`: the whole product on this machine, until it is stopped. */
import './node-version.js';
import { LocalStackError } from '../infra/local/install.ts';
import { readPort } from '../infra/local/port.ts';
import { runCommand, timed } from '../infra/local/process.ts';
import { defaultName, type Stack, startStack } from '../infra/local/stack.ts';
import {
  isAlive,
  readStackFile,
  type StackDetails,
  stackFilePath,
} from '../infra/local/stack-file.ts';

const path = stackFilePath(defaultName);
let stack: Stack | undefined;

await runCommand(start, async () => stack?.stop());

async function start(): Promise<number> {
  const port = readPort(process.argv.slice(2), process.env);
  const running = readStackFile(path);
  if (running && (await isAlive(running))) {
    const { details, pid } = running;
    if (!details) throw new LocalStackError(`Process ${pid} is starting the stack already.`);
    console.log(`The stack runs already: ${details.baseUrl} (docs: ${details.docsUrl}).`);
    return 0;
  }
  const progress = timed((text) => process.stdout.write(text));
  stack = await startStack({ progress, ...(port === undefined ? {} : { port }) });
  progress('Ready');
  console.log(whatNext(stack));
  // The servers keep the process up; only a signal or an error ends it.
  return new Promise(() => {});
}

function whatNext({ baseUrl, docsUrl, vendor, simulators }: StackDetails): string {
  const { esimGo, stripe, receiver } = simulators;
  return `
  API        ${baseUrl}/api/v1
  Docs       ${docsUrl}
  eSIM Go    ${esimGo.control}/statistics
  Stripe     ${stripe.control}/statistics
  Webhooks   ${receiver.control}/deliveries
  All of it  ${path}

  Try next, in another terminal:
    curl '${baseUrl}/api/v1/bundles?country=TR&limit=3'
    curl -H 'Authorization: Bearer ${vendor.apiKey}' ${baseUrl}/api/v1/vendor/wallet
    npm run demo

  Ctrl+C ends everything.
`;
}
