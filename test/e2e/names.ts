import { join } from 'node:path';
import { localFolder } from '../../infra/local/paths.ts';

/** Another name lets a second run stand beside the first. */
export const stackName = process.env.TTELGO_E2E_NAME ?? 'e2e';
/** One line per AWS call of a Lambda; test/iam compares them with the roles. */
export const callsFile = join(localFolder, `${stackName}-calls.jsonl`);
/** One file per process that is to die, see die.cjs. */
export const deathFolder = join(localFolder, `${stackName}-deaths`);
