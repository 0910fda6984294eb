/** Size and import time of every Lambda's bundle, beside a bare handler's. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { endpoints } from '../../functions/registry.ts';
import { bundle, folderOf, root } from '../../infra/bundle.ts';
import { entries } from '../../infra/entries.ts';
import type { Progress } from './machine.ts';
import { rounded, table, verdict } from './markdown.ts';
import { median } from './samples.ts';

const bareKey = 'bench/bare';
const all: Record<string, string> = { ...entries, [bareKey]: 'test/bench/bare.ts' };
const explained = ['orders/vendor-create', 'orders/customer-create', bareKey];
const rounds = 15;
const ratioMax = 1.5;
const kilobyte = 1024;

export async function run(progress: Progress): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  try {
    progress(`bundling ${Object.keys(all).length} Lambdas`);
    await bundle(all, folder);
    const times = await importTimes(folder, progress);
    const rows = Object.keys(all).map((key) => ({
      key,
      bytes: statSync(fileOf(folder, key)).size,
      ms: median((times[key] ?? []).map(({ ms }) => ms)),
      cpuMs: median((times[key] ?? []).map(({ cpuMs }) => cpuMs)),
    }));
    return report(rows, await Promise.all(explained.map((key) => partsOf(folder, key))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const fileOf = (folder: string, key: string) => join(folder, folderOf(key), 'index.js');

/** Processor time too: it does not count the waits for a core that somebody else has. */
const script = `
  const startedMs = performance.now(), before = process.cpuUsage();
  require(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ ms: performance.now() - startedMs, cpuMs: (user + system) / 1000 }));
`;

interface Import {
  ms: number;
  cpuMs: number;
}

/** A fresh process each, all Lambdas once a round: a slow minute of the machine strikes them alike. */
async function importTimes(folder: string, progress: Progress): Promise<Record<string, Import[]>> {
  const times: Record<string, Import[]> = {};
  for (let round = 0; round <= rounds; round += 1) {
    progress(round === 0 ? 'imports, once to warm the disk' : `imports ${round} of ${rounds}`);
    for (const key of Object.keys(all)) {
      const args = ['-e', script, fileOf(folder, key)];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env: {} });
      if (round > 0) times[key] = [...(times[key] ?? []), JSON.parse(stdout) as Import];
    }
  }
  return times;
}

interface Part {
  name: string;
  bytes: number;
}

/** What a bundle is made of, by package, largest first. */
async function partsOf(folder: string, key: string): Promise<{ key: string; parts: Part[] }> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, all[key] ?? '')],
    outdir: 'nowhere',
    ...{ bundle: true, write: false, metafile: true },
    ...{ platform: 'node', target: 'node24', format: 'cjs', mainFields: ['module', 'main'] },
    ...{ minifySyntax: true, minifyWhitespace: true, legalComments: 'none' },
  });
  const bytes = Object.values(metafile.outputs)[0]?.bytes;
  if (bytes !== statSync(fileOf(folder, key)).size)
    throw new Error('infra/bundle.ts bundles with other options by now');
  const sums = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(path);
      sums.set(name, (sums.get(name) ?? 0) + bytesInOutput);
    }
  const parts = [...sums].map(([name, bytes]) => ({ name, bytes }));
  return { key, parts: parts.sort((a, b) => b.bytes - a.bytes) };
}

const packageOf = (path: string): string =>
  /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'our own code';

interface Row {
  key: string;
  bytes: number;
  ms: number;
  cpuMs: number;
}

function report(rows: Row[], parts: Awaited<ReturnType<typeof partsOf>>[]): string {
  const bare = rows.find(({ key }) => key === bareKey);
  if (!bare) throw new Error('no bare handler');
  const api = rows.filter(({ key }) => key in endpoints);
  const sorted = rows.sort((a, b) => b.bytes - a.bytes);
  const times = (value: number, of: number) => rounded(value / of, 2);
  const aim = (what: string, ratio: (row: Row) => number) => {
    const ratios = api.map(ratio);
    const within = ratios.filter((each) => each <= ratioMax).length;
    const most = rounded(Math.max(...ratios), 2);
    return [what, within, rounded(median(ratios), 2), most, verdict(within === api.length)];
  };
  return [
    table(
      [
        `${api.length} API Lambdas, aim: ${ratioMax} times the bare handler`,
        ...['within', 'median ratio', 'largest', 'aim'],
      ],
      [
        aim('import, wall time', ({ ms }) => ms / bare.ms),
        aim('import, processor time', ({ cpuMs }) => cpuMs / bare.cpuMs),
        aim('size', ({ bytes }) => bytes / bare.bytes),
      ],
    ),
    table(
      ['Lambda', 'KB', 'times bare', 'wall, ms', 'times bare', 'processor, ms', 'times bare'],
      sorted.map((row) => [
        row.key === bareKey ? '**bare handler**' : row.key,
        Math.round(row.bytes / kilobyte),
        times(row.bytes, bare.bytes),
        rounded(row.ms),
        times(row.ms, bare.ms),
        rounded(row.cpuMs),
        times(row.cpuMs, bare.cpuMs),
      ]),
    ),
    ...parts.map(({ key, parts: all }) =>
      table(
        [`Largest parts of ${key === bareKey ? 'the bare handler' : key}`, 'KB'],
        all.slice(0, 8).map(({ name, bytes }) => [name, rounded(bytes / kilobyte)]),
      ),
    ),
  ].join('\n\n');
}
