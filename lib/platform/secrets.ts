/** Secrets as JSON objects from Secrets Manager, kept five minutes so that a rotation arrives. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretSetting, setting } from './config.ts';
import { deadline } from './deadline.ts';
import type { SecretName } from './grants.ts';

const keptMs = 5 * 60_000;
const cache = new Map<SecretName, { value: Promise<Record<string, string>>; untilMs: number }>();
let client: SecretsManagerClient | undefined;

/** One field of a secret; throws when the secret or the field is missing (no defaults). */
export async function secret(name: SecretName, field: string): Promise<string> {
  const fields = await secretFields(name);
  const value = fields[field];
  if (!value) throw new Error(`secret ${name} has no field ${field}`);
  return value;
}

/** A field that may be absent, such as the previous key during a rotation. */
export async function optionalSecret(name: SecretName, field: string): Promise<string | undefined> {
  return (await secretFields(name))[field] || undefined;
}

function secretFields(name: SecretName): Promise<Record<string, string>> {
  const known = cache.get(name);
  if (known && known.untilMs > Date.now()) return known.value;
  const value = fetchSecret(name);
  cache.set(name, { value, untilMs: Date.now() + keptMs });
  value.catch(() => cache.delete(name));
  return value;
}

async function fetchSecret(name: SecretName): Promise<Record<string, string>> {
  client ??= new SecretsManagerClient({ maxAttempts: 2, requestHandler: deadline(3_000) });
  const answer = await client.send(
    new GetSecretValueCommand({ SecretId: setting(secretSetting(name)) }),
  );
  if (!answer.SecretString) throw new Error(`secret ${name} has no value`);
  return JSON.parse(answer.SecretString);
}
