/**
 * What a fresh stack holds: secrets, the catalogue, an ACTIVE prepaid vendor with a key and
 * 1,000.00 USD, a customer and an admin. Made by the product's own code where it has any.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SyncOutcome } from '../../lib/catalogue/sync.ts';
import { tableSetting } from '../../lib/platform/config.ts';
import { addEndpoint, createVendor, creditWallet, issueApiKey } from '../../lib/vendors/create.ts';
import { awsEnvironment, callJson } from './aws.ts';
import { createUser, signIn } from './cognito.ts';
import { LocalStackError } from './install.ts';
import { invoke } from './invoke.ts';
import type { Keys } from './services.ts';
import type { App, Person, StackDetails } from './stack-file.ts';

export interface Deployment {
  endpoint: string;
  app: App;
  baseUrl: string;
}

const walletMinor = 100_000;
const syncTriesMax = 60;

/** Before any function runs: each keeps what it read for minutes. */
export async function putSecrets({ endpoint, app }: Deployment, keys: Keys): Promise<void> {
  const values = { stripe: keys.stripe, 'esim-go': keys.esimGo };
  for (const [name, value] of Object.entries(values)) {
    await callJson(endpoint, 'secretsmanager', 'secretsmanager.PutSecretValue', {
      SecretId: app.secretNames[name],
      SecretString: JSON.stringify(value),
    });
  }
}

/** Answers how many bundles are on sale, once the API lists all of them. */
export async function syncCatalogue({ endpoint, baseUrl }: Deployment): Promise<number> {
  for (let tried = 1; tried <= syncTriesMax; tried += 1) {
    const outcome = await invoke<SyncOutcome>(endpoint, 'catalogue/sync');
    // BUSY: the schedule was faster.
    if (outcome.outcome === 'BUSY') await sleep(500);
    else if (outcome.outcome !== 'DONE')
      throw new LocalStackError(`The catalogue sync ended as ${outcome.outcome}.`);
    else return listed(baseUrl, outcome.sellable);
  }
  throw new LocalStackError('The catalogue sync did not get its turn.');
}

async function listed(baseUrl: string, sellable: number): Promise<number> {
  const answer = await fetch(`${baseUrl}/api/v1/bundles?limit=1`);
  const { totalCount } = (await answer.json()) as { totalCount?: number };
  if (totalCount !== sellable)
    throw new LocalStackError(`GET /api/v1/bundles lists ${totalCount} of ${sellable} bundles.`);
  return sellable;
}

export async function seedVendor(
  { endpoint, app }: Deployment,
  receiver: { url: string; control: string },
): Promise<StackDetails['vendor']> {
  const tables = Object.entries(app.tables).map(([key, name]) => [tableSetting(key), name]);
  // The product's code reads its settings from the environment, as in a Lambda.
  Object.assign(process.env, awsEnvironment(endpoint), Object.fromEntries(tables));
  const now = new Date();
  const vendor = await createVendor(
    {
      name: 'Demo Travel',
      email: 'ops@demo-travel.example',
      tier: 'STANDARD',
      currency: 'USD',
      terms: 'PREPAID',
      status: 'ACTIVE',
    },
    now,
  );
  await creditWallet(vendor, walletMinor, { kind: 'TOP_UP', reason: 'Opening balance' }, now);
  const { key } = await issueApiKey(vendor.id, { name: 'local', mode: 'live' }, now);
  const { id, secret } = await addEndpoint(vendor.id, `${receiver.url}/webhooks`, now);
  const told = await fetch(`${receiver.control}/settings`, {
    method: 'PUT',
    body: JSON.stringify({ secret }),
  });
  if (!told.ok) throw new LocalStackError(`The receiver answered ${told.status}.`);
  return { id: vendor.id, apiKey: key, webhookEndpointId: id, webhookSecret: secret };
}

export async function seedPeople(
  deployment: Deployment,
): Promise<Pick<StackDetails, 'customer' | 'admin'>> {
  return {
    customer: await seedPerson(deployment, 'traveller@example.com', 'CUSTOMER'),
    admin: await seedPerson(deployment, 'admin@example.com', 'ADMIN'),
  };
}

async function seedPerson(
  { endpoint, app }: Deployment,
  email: string,
  group: string,
): Promise<Person> {
  // One character of each class that the pool's policy asks for.
  const password = `${randomBytes(15).toString('base64url')}-aA1`;
  const { userPoolId, userPoolClientId } = app;
  const { id } = await createUser({ endpoint, userPoolId }, { email, password, groups: [group] });
  const { accessToken } = await signIn(endpoint, userPoolClientId, { email, password });
  return { id, email, password, accessToken };
}
