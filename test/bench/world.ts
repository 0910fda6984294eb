/** The product in one process: its tables on an emulator, the provider and a receiver beside it. */
import { awsEnvironment, callJson } from '../../infra/local/aws.ts';
import { startEmulator } from '../../infra/local/emulator.ts';
import { type SyncReport, syncCatalogue } from '../../lib/catalogue/sync.ts';
import { queueSetting } from '../../lib/platform/config.ts';
import { pricer } from '../../lib/pricing/price.ts';
import { defaultRules } from '../../lib/pricing/rules.ts';
import type { ProviderBundle } from '../../lib/providers/port.ts';
import { setUp } from '../integration/dynamo.ts';
import { startEsimGoSimulator } from '../simulators/esim-go/simulator.ts';
import { startReceiver } from '../simulators/receiver/receiver.ts';
import { sourceOf } from '../unit/catalogue/offers.ts';
import { applySettings, quiet } from './settings.ts';

const apiKey = 'bench-key';

/** Tables alone, on an emulator of their own. */
export async function startTables(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  quiet();
  const emulator = await startEmulator({ name: 'bench-tables' });
  Object.assign(process.env, awsEnvironment(emulator.endpoint));
  await setUp();
  return { endpoint: emulator.endpoint, stop: () => emulator.stop() };
}

/** Tables, provider, receiver, and the settings that functions get from the stack. */
export async function startWorld() {
  const tables = await startTables();
  const provider = await startEsimGoSimulator({ apiKey });
  const receiver = await startReceiver();
  const secret = { Name: 'esim-go', SecretString: JSON.stringify({ apiKey }) };
  await callJson(tables.endpoint, 'secretsmanager', 'secretsmanager.CreateSecret', secret);
  applySettings();
  for (const consumer of ['provisioning/provision', 'provisioning/follow'])
    process.env[queueSetting(consumer)] = await newQueue(tables.endpoint, consumer);
  Object.assign(process.env, {
    ESIM_GO_URL: `${provider.url}/v2.5`,
    SECRET_ESIM_GO: secret.Name,
    WEBHOOK_ALLOW_PRIVATE: 'true',
  });
  return {
    receiverUrl: receiver.url,
    /** The simulator's own door. */
    control: (method: string, path: string, body: object) =>
      fetch(`${provider.url}/__control${path}`, { method, body: JSON.stringify(body) }),
    stop: async () => {
      await Promise.all([provider.close(), receiver.close()]);
      await tables.stop();
    },
  };
}

/** Where wake-ups and follow-ups go; nobody takes them from there. */
async function newQueue(endpoint: string, consumer: string): Promise<string> {
  const QueueName = consumer.replace('/', '-');
  const made = await callJson<{ QueueUrl: string }>(endpoint, 'sqs', 'AmazonSQS.CreateQueue', {
    QueueName,
  });
  return made.QueueUrl;
}

/** Brings these offers into the catalogue by the product's own sync. */
export async function synced(offers: ProviderBundle[], now = new Date()): Promise<SyncReport> {
  const provider = sourceOf(offers);
  const outcome = await syncCatalogue({ provider, price: pricer(defaultRules), now });
  if (outcome.outcome !== 'DONE') throw new Error(`the sync ended as ${outcome.outcome}`);
  return outcome;
}
