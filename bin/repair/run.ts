/** Reads a repair command's words, runs it, and says in a sentence what was wrong. */
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import type { Stage } from '../../lib/platform/config.ts';
import { circuit } from './circuit.ts';
import { type Command, type Desk, type ExitCode, type Options, painter } from './desk.ts';
import { letter, letters, redrive } from './letters.ts';
import { history, reconcile } from './orders.ts';
import { close, review, reviews } from './reviews.ts';

const commands: Record<string, Command> = {
  ...{ letters, letter, redrive, history, reconcile, reviews, review, close, circuit },
};

const stages: Record<Stage, true> = { local: true, dev: true, test: true, stage: true, prod: true };

export interface Io {
  print: (text: string) => void;
  complain: (text: string) => void;
  isTty: boolean;
  now: () => Date;
  /** Makes the stage's tables known to this process. */
  prepare: (stage: Stage) => void;
}

export async function repair(argv: string[], io: Io): Promise<ExitCode> {
  const asked = wordsOf(argv, io);
  if (!asked) return 2;
  const { options, isHelp, words } = asked;
  if (isHelp) {
    io.print(usage());
    return 0;
  }
  const [stage = '', name = '', ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!isStage(stage) || !command) {
    io.complain(wrong(stage, name));
    io.complain(usage());
    return 2;
  }
  const [least, most] = command.takes;
  if (rest.length < least || rest.length > most) {
    io.complain(`Usage: npm run repair -- ${stage} ${name} ${command.words}`);
    return 2;
  }
  io.prepare(stage);
  const by = options.by ?? userInfo().username;
  const { print, complain, now } = io;
  const desk: Desk = { stage, options, by, now, print, complain, paint: painter(io.isTty) };
  try {
    return await command.run(desk, rest);
  } catch (error) {
    io.complain(`${name} in stage ${stage} was not done: ${sentence(error, stage)}`);
    return 1;
  }
}

function wordsOf(argv: string[], io: Io) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        ...{ json: flag, deep: flag, closed: flag, help: flag },
        ...{ by: text, resolution: text, key: text },
      },
    });
    const { help: isHelp, json, deep, closed, by, resolution, key } = values;
    const options: Options = { json, deep, closed, by, resolution, key };
    return { options, isHelp, words: positionals };
  } catch (error) {
    // An option that nobody knows, or one without its value.
    io.complain((error as Error).message);
    io.complain(usage());
    return undefined;
  }
}

const isStage = (text: string): text is Stage => Object.hasOwn(stages, text);

function wrong(stage: string, name: string): string {
  if (stage === '') return 'Which stage?';
  if (!isStage(stage)) return `There is no stage ${stage}: ${Object.keys(stages).join(', ')}.`;
  return name === '' ? 'Which command?' : `There is no command ${name}.`;
}

function usage(): string {
  const rows = Object.entries(commands).map(([name, { words, says }]) => [
    `  ${name} ${words}`.trimEnd(),
    says,
  ]);
  return [
    'Usage: npm run repair -- <stage> <command> [--by <who>] [--json]',
    '',
    ...rows.map(([left = '', says = '']) => `${left}\n      ${says}`),
  ].join('\n');
}

/** What AWS's errors mean to a person. */
function sentence(error: unknown, stage: Stage): string {
  const { name, message, code } = error as Error & { code?: string };
  if (/QueueDoesNotExist|NonExistentQueue|ResourceNotFound/.test(`${name} ${code}`))
    return `what stage ${stage} should have is not there; is it deployed in this account and region?`;
  if (/CredentialsProvider|UnrecognizedClient|ExpiredToken|InvalidClientToken/.test(name))
    return `AWS does not know these credentials (${message})`;
  if (/AccessDenied/.test(name)) return `these credentials may not do that (${message})`;
  if (/ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|Timeout/.test(`${name} ${code} ${message}`))
    return `AWS cannot be reached (${message || code})`;
  return message;
}
