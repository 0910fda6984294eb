/** `npm run demo`: three orders from beginning to end on the local stack, and the proof. */
import './node-version.js';
import { parseArgs } from 'node:util';
import { printer } from '../infra/local/demo/printer.ts';
import { runDemo } from '../infra/local/demo/run.ts';
import { runCommand, timed } from '../infra/local/process.ts';
import { type EnsuredStack, ensureStack } from '../infra/local/stack.ts';

let stack: EnsuredStack | undefined;

await runCommand(demo, async () => stack?.stop());

async function demo(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  stack = await ensureStack(timed((text) => process.stderr.write(text)));
  const write = (text: string) => process.stdout.write(text);
  const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;
  const result = await runDemo(stack, values.json ? {} : printer(write, coloured));
  const failed = result.checks.filter(({ ok }) => !ok).length;
  if (values.json) write(`${JSON.stringify(result, null, 2)}\n`);
  else if (result.ok) write(`\nAll ${result.checks.length} checks hold.\n`);
  else write(`\n${failed} of ${result.checks.length} checks failed.\n`);
  return result.ok ? 0 : 1;
}
