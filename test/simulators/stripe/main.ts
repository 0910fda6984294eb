import { parseArgs } from 'node:util';
import { type StripeSimulatorStart, startStripeSimulator } from './server.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'secret-key': { type: 'string' },
    'publishable-key': { type: 'string' },
    'webhook-url': { type: 'string' },
    'webhook-secret': { type: 'string' },
    seed: { type: 'string' },
  },
});

function need(name: 'secret-key' | 'publishable-key' | 'webhook-secret'): string {
  const value = values[name];
  if (value !== undefined) return value;
  console.error(`--${name} is missing`);
  process.exit(2);
}

const start: StripeSimulatorStart = {
  port: Number(values.port),
  host: values.host,
  secretKey: need('secret-key'),
  publishableKey: need('publishable-key'),
};
const url = values['webhook-url'];
if (url !== undefined) start.webhook = { url, secret: need('webhook-secret') };
if (values.seed !== undefined) start.seed = Number(values.seed);

const simulator = await startStripeSimulator(start);
console.log(JSON.stringify({ name: 'stripe', url: simulator.url }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    simulator.close().then(() => process.exit(0));
  });
}
