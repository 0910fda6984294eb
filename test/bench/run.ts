/** `npm run bench [-- <name>]`: prints figures and writes them into docs/performance.md. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runCommand, timed } from '../../infra/local/process.ts';
import { rewrite } from './document.ts';
import { machine } from './machine.ts';

const names = ['capacity', 'catalogue', 'bundles', 'wallet', 'latency'];
const [name] = process.argv.slice(2);

await runCommand(
  async () => {
    if (name === undefined) return all();
    if (!names.includes(name)) throw new Error(`no bench ${name}; there are ${names.join(', ')}`);
    const on = machine();
    const bench = (await import(`./${name}.ts`)) as typeof import('./capacity.ts');
    const text = await bench.run(timed((line) => process.stderr.write(line)));
    console.log(text);
    rewrite(name, `_${on}_\n\n${text}`);
    return 0;
  },
  async () => {},
);

/** A process each: the product's clients are made once and keep their endpoint. */
async function all(): Promise<number> {
  for (const each of names) {
    console.log(`\n# ${each}\n`);
    const child = spawn(process.execPath, [import.meta.filename, each], { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code !== 0) return Number(code ?? 1);
  }
  return 0;
}
