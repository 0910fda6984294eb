/**
 * Commands for whoever mends what went wrong: dead letters, an order's history, reviews, the provider's
 * circuit. `npm run repair -- <stage> <command>`; docs/repair.md shows each. Uses the credentials and
 * the endpoint of the environment.
 */
import { nameOf } from '../infra/names.ts';
import { tableSetting } from '../lib/platform/config.ts';
import { tableNames } from '../lib/platform/tables.ts';
import { repair } from './repair/run.ts';

process.exitCode = await repair(process.argv.slice(2), {
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  isTty: process.stdout.isTTY === true,
  now: () => new Date(),
  prepare: (stage) => {
    for (const table of tableNames) process.env[tableSetting(table)] = nameOf(stage, table);
  },
});
