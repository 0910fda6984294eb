/** Secrets Manager, which answers at once and always, and SES, which keeps what it was given. */
import type { Kernel } from '../kernel.ts';
import type { AwsService } from './wire.ts';

/**
 * Without time and faults: the product keeps the promise of an answer for all invocations of a
 * process, and one that belongs to a dead invocation would never settle.
 */
export function secretsService(secrets: Record<string, object>): AwsService {
  return {
    name: 'secrets',
    latencyMs: [0, 0],
    isRead: () => true,
    about: ({ input }) => (input as { SecretId: string }).SecretId,
    answer({ input }) {
      const { SecretId } = input as { SecretId: string };
      const value = secrets[SecretId];
      if (!value) throw new Error(`no secret ${SecretId}`);
      return { answer: { SecretString: JSON.stringify(value) } };
    },
  };
}

export function mailService({ loop }: Kernel, sent: { to: string; atMs: number }[]): AwsService {
  return {
    name: 'mail',
    latencyMs: [30, 200],
    isRead: () => false,
    about: () => '',
    answer({ input }) {
      const { Destination } = input as { Destination?: { ToAddresses?: string[] } };
      sent.push({ to: Destination?.ToAddresses?.[0] ?? '', atMs: loop.now() });
      return { answer: { MessageId: `mail-${sent.length}` } };
    },
  };
}
