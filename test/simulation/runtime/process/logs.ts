/** What functions log as a warning or an error is part of the run's story; the rest is left out. */
import { Logger } from '@aws-lambda-powertools/logger';
import { actorNow } from '../actor.ts';
import { machineNow } from '../kernel.ts';

type Fields = Record<string, unknown> & { error?: { name?: string; message?: string } };

export function takeLogs(): void {
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    const isTold = level === 'warn' || level === 'error';
    const prototype = Logger.prototype as unknown as Record<string, (...parts: unknown[]) => void>;
    const real = prototype[level] as (...parts: unknown[]) => void;
    prototype[level] = function log(this: Logger, message: unknown, fields: unknown) {
      const machine = machineNow();
      if (!machine) real.call(this, message, fields);
      else if (isTold)
        machine.trace(actorNow()?.name ?? 'outside', told(level, message, fields as Fields));
    };
  }
}

function told(level: string, message: unknown, { error, ...fields }: Fields = {}): string {
  const cause = error ? ` (${error.name}: ${error.message})` : '';
  const { stack: _stack, ...more } = fields;
  return `logs ${level}: ${message}${cause} ${JSON.stringify(more)}`;
}
