import { parseArgs } from 'node:util';
import { startEsimGoSimulator } from './simulator.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'api-key': { type: 'string' },
    'callback-url': { type: 'string' },
    seed: { type: 'string' },
    'balance-minor': { type: 'string' },
  },
});
const apiKey = values['api-key'];
if (!apiKey) throw new Error('--api-key is required');

const simulator = await startEsimGoSimulator({
  port: Number(values.port),
  host: values.host,
  apiKey,
  ...(values['callback-url'] ? { callbackUrl: values['callback-url'] } : {}),
  ...(values.seed ? { seed: values.seed } : {}),
  ...(values['balance-minor'] ? { balanceMinor: Number(values['balance-minor']) } : {}),
});
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
console.log(JSON.stringify({ name: 'esim-go', url: simulator.url }));
