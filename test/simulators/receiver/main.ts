import { parseArgs } from 'node:util';
import { startReceiver } from './receiver.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    secret: { type: 'string' },
  },
});

const receiver = await startReceiver({
  port: Number(values.port),
  host: values.host,
  ...(values.secret === undefined ? {} : { secret: values.secret }),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void receiver.close().then(() => process.exit(0)));
}
console.log(JSON.stringify({ name: 'receiver', url: receiver.url }));
