import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localFolder, type Progress } from './paths.ts';

const requirements = join(import.meta.dirname, 'requirements.txt');
const venv = join(localFolder, 'venv');
const stamp = join(venv, 'requirements.sha256');
/** The oldest Python that the emulator's dependencies support. */
const oldestMinor = 10;

/** A reason to stop that a person can act on; callers print the message without a stack. */
export class LocalStackError extends Error {}

/**
 * Installs the emulator into a private virtual environment, once per version of the requirements,
 * and answers the path of its executable. Every file is checked against the hashes in the tree.
 */
export async function installEmulator(progress: Progress = () => {}): Promise<string> {
  const executable = join(venv, 'bin/ministack');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(executable) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return executable;
  }
  const python = await findPython();
  progress('Installing the AWS emulator (once, about half a minute)');
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(localFolder, { recursive: true });
  const created = await run(python, ['-m', 'venv', venv]);
  if (created.code !== 0) {
    rmSync(venv, { recursive: true, force: true });
    throw new LocalStackError(
      "Python's venv module is missing: install it (on Debian and Ubuntu: apt install python3-venv) and start again.",
    );
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const installed = await run(join(venv, 'bin/python'), [
    ...pip,
    '--require-hashes',
    '--requirement',
    requirements,
  ]);
  if (installed.code !== 0) {
    const why = installed.output.trim().split('\n').slice(-3).join('\n');
    throw new LocalStackError(`The AWS emulator could not be installed:\n${why}`);
  }
  // Written last: an interrupted installation has no stamp and is made anew.
  writeFileSync(stamp, wanted);
  return executable;
}

/** The newest usable Python on the PATH; the plain name first, as the person's own choice. */
async function findPython(): Promise<string> {
  let found: string | undefined;
  for (const name of [
    'python3',
    'python3.14',
    'python3.13',
    'python3.12',
    'python3.11',
    'python',
  ]) {
    const { code, output } = await run(name, [
      '-c',
      'import sys; print(sys.version_info[0] * 100 + sys.version_info[1])',
    ]);
    if (code !== 0) continue;
    const version = Number(output.trim());
    if (version >= 300 + oldestMinor) return name;
    found ??= `${Math.floor(version / 100)}.${version % 100}`;
  }
  throw new LocalStackError(
    found === undefined
      ? `The local stack needs Python 3.${oldestMinor} or newer, and none was found: install Python and start again.`
      : `The local stack needs Python 3.${oldestMinor} or newer, and only ${found} was found.`,
  );
}

function run(command: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
