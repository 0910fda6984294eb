/** The settings of all functions together, as infra/settings.ts gives them to each. */
import { consumers } from '../../../functions/registry.ts';
import {
  queueSetting,
  secretSetting,
  type Timings,
  tableSetting,
} from '../../../lib/platform/config.ts';
import { type TableName, tableNames } from '../../../lib/platform/tables.ts';

export const hosts = {
  api: 'api.ttelgo.test',
  provider: 'api.esim-go.com',
  stripe: 'api.stripe.com',
  /** Every vendor's receiver lives below it. */
  receivers: '.example',
};

/** By the names under which the functions ask for them. */
export const secrets = {
  stripe: {
    secretKey: 'sk_test_simulated',
    publishableKey: 'pk_test_simulated',
    webhookSecret: 'whsec_simulated',
  },
  'esim-go': { apiKey: 'simulated-esim-go-key' },
  links: { signingKey: 'simulated-links-key-of-enough-length-for-anybody' },
};

export const tableNameOf = (table: TableName): string => `ttelgo-simulated-${table}`;
export const secretIdOf = (secret: string): string => `ttelgo/simulated/${secret}`;
const queueNameOf = (consumer: string): string => `ttelgo-simulated-${consumer.replace('/', '-')}`;
export const queueUrlOf = (consumer: string): string =>
  `https://sqs.eu-central-1.amazonaws.com/123456789012/${queueNameOf(consumer)}`;

/** Before any module of the product reads them. */
export function setEnvironment(timings: Timings): void {
  const values = {
    AWS_REGION: 'eu-central-1',
    // What is not said here the SDK looks up in files, in real time.
    AWS_MAX_ATTEMPTS: '3',
    AWS_DEFAULTS_MODE: 'standard',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    STAGE: 'test',
    CORS_ORIGINS: 'https://www.ttelgo.test',
    TIMINGS: JSON.stringify(timings),
    ESIM_GO_URL: `https://${hosts.provider}/v2.5`,
    ESIM_GO_CURRENCY: 'USD',
    STRIPE_URL: `https://${hosts.stripe}`,
    PUBLIC_URL: `https://${hosts.api}`,
    MAIL_FROM: 'TTelGo <orders@ttelgo.test>',
    KEY_MODE: 'test',
    EVENT_BUS: 'ttelgo-simulated-events',
    TOKEN_ISSUER: 'https://tokens.ttelgo.test',
    TOKEN_CLIENT_ID: 'simulated',
    ...Object.fromEntries(tableNames.map((table) => [tableSetting(table), tableNameOf(table)])),
    ...Object.fromEntries(
      Object.keys(secrets).map((secret) => [secretSetting(secret), secretIdOf(secret)]),
    ),
    ...Object.fromEntries(
      Object.keys(consumers).map((key) => [queueSetting(key), queueUrlOf(key)]),
    ),
  };
  // A plain object: the real one asks the system at every look.
  process.env = { ...process.env, ...values };
}
