import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FrontDoor, startFrontDoor } from '../../../infra/local/front-door.ts';
import {
  claimStackFile,
  isAlive,
  readStackFile,
  type StackFile,
  writeStackFile,
} from '../../../infra/local/stack-file.ts';

let folder: string;
let path: string;
let door: FrontDoor;
let file: StackFile;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stack-file-'));
  path = join(folder, 'toy.json');
  const identity = { name: 'toy', pid: process.pid };
  door = await startFrontDoor({ identity });
  file = { ...identity, frontDoor: door.url, fingerprint: 'f', services: [] };
});

afterEach(async () => {
  await door.close();
  rmSync(folder, { recursive: true });
});

test('what is written is read again, by its owner only', () => {
  writeStackFile(path, file);
  expect(readStackFile(path)).toEqual(file);
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(readdirSync(folder)).toEqual(['toy.json']);
});

test('a name is claimed once', () => {
  expect(claimStackFile(path, file)).toBe(true);
  expect(claimStackFile(path, { ...file, pid: 1 })).toBe(false);
  expect(readStackFile(path)?.pid).toBe(process.pid);
});

test.each([['no json'], ['{}'], ['{"name":"toy"}'], ['']])('%p is no stack file', (text) => {
  writeFileSync(path, text);
  expect(readStackFile(path)).toBeUndefined();
});

test('no file is no stack', () => {
  expect(readStackFile(path)).toBeUndefined();
});

test('a stack is alive while its owner answers on its front door', async () => {
  expect(await isAlive(file)).toBe(true);
});

test("another program's port or pid is not alive", async () => {
  expect(await isAlive({ ...file, pid: file.pid + 1 })).toBe(false);
  expect(await isAlive({ ...file, name: 'other' })).toBe(false);
});

test('a stack whose owner was killed is not alive', async () => {
  await door.close();
  expect(await isAlive(file)).toBe(false);
});
