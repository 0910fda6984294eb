import { join } from 'node:path';
import { localFolder } from '../../infra/local/paths.ts';

export const stackName = 'e2e';
/** One line per AWS call of a Lambda; test/iam compares them with the roles. */
export const callsFile = join(localFolder, 'e2e-calls.jsonl');
/** One file per process that is to die, see die.cjs. */
export const deathFolder = join(localFolder, 'e2e-deaths');
