import { dirname, join } from 'node:path';

/** The checkout, and the one folder in it that the local stack writes to (git-ignored). */
export const projectRoot = join(import.meta.dirname, '../..');
export const localFolder = join(projectRoot, '.local');

/** The project's own Node: the CDK, its app and the Lambdas all run on it, whatever the shell has. */
const nodeBinary = join(projectRoot, 'node_modules/node/bin/node');

/** PATH with the project's Node first; the emulator takes the `node` it finds there for Lambdas. */
export function pathWithProjectNode(): string {
  return `${dirname(nodeBinary)}:${process.env.PATH ?? ''}`;
}

export type Progress = (line: string) => void;
