import { parseArgs } from 'node:util';
import { LocalStackError } from './install.ts';

/** The front door's port: `--port`, else TTELGO_PORT, else undefined for a free one. */
export function readPort(args: string[], environment: NodeJS.ProcessEnv): number | undefined {
  const { values } = parseArgs({ args, options: { port: { type: 'string' } } });
  const text = values.port ?? environment.TTELGO_PORT;
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new LocalStackError(`${text} is no port: give --port or TTELGO_PORT a number up to 65535.`);
}
