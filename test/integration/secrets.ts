/** Secrets in the emulator, under names of this test file alone. */
import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretSetting } from '../../lib/platform/config.ts';
import type { SecretName } from '../../lib/platform/grants.ts';

/** A secret is kept in memory once read: one value serves all tests of a file. */
export async function putSecret(name: SecretName, fields: Record<string, string>): Promise<void> {
  const Name = `${name}-${randomUUID()}`;
  const SecretString = JSON.stringify(fields);
  await new SecretsManagerClient({}).send(new CreateSecretCommand({ Name, SecretString }));
  process.env[secretSetting(name)] = Name;
}
