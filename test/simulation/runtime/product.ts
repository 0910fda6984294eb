/**
 * The product as the functions run it: all handlers in one bundle, built once a process and held in
 * memory. Each instance has module state of its own, as each container of a Lambda has: nothing that
 * one run left in a cache can be met by the next.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { Script } from 'node:vm';
import { build, type Plugin, stop } from 'esbuild';
import type * as Registry from '../../../functions/registry.ts';
import { consumers, endpoints, jobs, streams } from '../../../functions/registry.ts';
import { itemOf } from './attributes.ts';

export type Handler = (event: object, context: object) => Promise<unknown>;

export interface Product
  extends Pick<typeof Registry, 'endpoints' | 'consumers' | 'jobs' | 'streams'> {
  handlers: Record<string, { handler: Handler }>;
}

/** A change of one source text, to see whether anybody notices. */
export interface Mutation {
  /** Below the root, e.g. lib/orders/accept.ts. */
  file: string;
  find: string;
  replace: string;
}

const root = join(import.meta.dirname, '..', '..', '..');
const mutations: Mutation[] = [];
let built: Promise<() => Product> | undefined;

/** Takes effect for every machine of this process; to be called before the first. */
export function mutateProduct(mutation: Mutation): void {
  if (built) throw new Error('the product is built already');
  mutations.push(mutation);
}

/** A new instance at each call of the function that this gives. */
export function loadProduct(): Promise<() => Product> {
  built ??= buildProduct();
  return built;
}

const keysOf = (record: object, trigger: string) =>
  Object.keys(record).map((key) => ({ key, file: `./functions/${key}.${trigger}.ts` }));

async function buildProduct(): Promise<() => Product> {
  const handlers = [
    ...keysOf(endpoints, 'route'),
    ...keysOf(consumers, 'consumer'),
    ...keysOf(jobs, 'job'),
    ...keysOf(streams, 'stream'),
  ];
  const entry = [
    `export { endpoints, consumers, jobs, streams } from './functions/registry.ts';`,
    ...handlers.map(({ file }, index) => `import { handler as h${index} } from '${file}';`),
    'export const handlers = {',
    ...handlers.map(({ key }, index) => `  '${key}': { handler: h${index} },`),
    '};',
  ].join('\n');
  const packages = new Map<string, object>();
  const applied = new Set<Mutation>();
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    logLevel: 'error',
    plugins: [mutating(applied), sharing(packages)],
  });
  await stop();
  const missed = mutations.find((mutation) => !applied.has(mutation));
  if (missed) throw new Error(`${missed.file} is no part of the product`);
  return instancesOf(outputFiles[0]?.text ?? '', packages);
}

function instancesOf(source: string, packages: Map<string, object>): () => Product {
  const script = new Script(`(function (require, module, exports, shared) {${source}\n})`, {
    filename: 'simulated-product.cjs',
  });
  const run = script.runInThisContext() as (...parts: unknown[]) => void;
  const require = createRequire(join(root, 'package.json'));
  return () => {
    const module = { exports: {} };
    run(require, module, module.exports, (name: string) => packages.get(name));
    return module.exports as Product;
  };
}

/** By package: exports that are as good as the original's, and faster. */
const replaced: Record<string, object> = { '@aws-sdk/util-dynamodb': { unmarshall: itemOf } };

/** Packages are not part of an instance: classes of the SDK have to be the same for everybody. */
function sharing(packages: Map<string, object>): Plugin {
  return {
    name: 'share packages',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) =>
        kind === 'entry-point' || path.startsWith('node:') || importer === ''
          ? undefined
          : { path, namespace: 'shared', sideEffects: false },
      );
      onLoad({ filter: /.*/, namespace: 'shared' }, async ({ path }) => {
        const everything = (await import(path)) as object;
        packages.set(path, { ...everything, ...replaced[path] });
        const names = Object.keys(everything).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
        return {
          contents: [
            `const everything = shared('${path}');`,
            ...names.map((name) =>
              name === 'default'
                ? 'export default everything.default;'
                : `const ${name}_ = everything.${name}; export { ${name}_ as ${name} };`,
            ),
          ].join('\n'),
          loader: 'js',
        };
      });
    },
  };
}

function mutating(applied: Set<Mutation>): Plugin {
  return {
    name: 'mutate sources',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const wanted = mutations.filter(({ file }) => file === relative(root, path));
        if (wanted.length === 0) return undefined;
        let contents = await readFile(path, 'utf8');
        for (const mutation of wanted) {
          const parts = contents.split(mutation.find);
          if (parts.length !== 2)
            throw new Error(`${mutation.file} has ${parts.length - 1} times ${mutation.find}`);
          contents = parts.join(mutation.replace);
          applied.add(mutation);
        }
        return { contents, loader: 'ts' };
      });
    },
  };
}
