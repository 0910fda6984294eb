/** One CommonJS file per Lambda, the SDK inside, so that what is tested is what runs. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export const root = join(import.meta.dirname, '..');
/** Of this process alone: two syntheses at a time must not build into one folder. */
export const bundleFolder = join(root, 'dist', String(process.pid));

/** A Lambda's source by its registry key; the trigger is the file name's second part. */
export type Entries = Record<string, string>;

export async function bundle(entries: Entries, outdir = bundleFolder): Promise<void> {
  // The assembly has copies by then.
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([key, file]) => ({
      in: join(root, file),
      out: join(folderOf(key), 'index'),
    })),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // Modules rather than CommonJS where a package has both: what is not used is left out.
    mainFields: ['module', 'main'],
    // Names stay whole: they are what a stack trace is read by.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

export const folderOf = (key: string): string => key.replaceAll('/', '-');
