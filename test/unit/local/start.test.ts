import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readApp } from '../../../infra/local/app-outputs.ts';
import { fingerprint } from '../../../infra/local/fingerprint.ts';
import { readPort } from '../../../infra/local/port.ts';
import { isRunning, startService, stopService } from '../../../infra/local/service.ts';

describe('the port', () => {
  test('comes from --port, then from TTELGO_PORT, else a free one is taken', () => {
    expect(readPort(['--port', '8080'], { TTELGO_PORT: '9090' })).toBe(8080);
    expect(readPort([], { TTELGO_PORT: '9090' })).toBe(9090);
    expect(readPort([], {})).toBeUndefined();
    expect(readPort([], { TTELGO_PORT: '' })).toBeUndefined();
  });

  test.each(['0', '65536', '-1', '80.5', 'http', '0x50', '1e3'])('%s is refused', (text) => {
    expect(() => readPort([`--port=${text}`], {})).toThrow(`${text} is no port`);
  });

  test('an unknown option is refused', () => {
    expect(() => readPort(['--prot', '8080'], {})).toThrow("Unknown option '--prot'");
  });
});

describe('the fingerprint', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'fingerprint-'));
    mkdirSync(join(root, 'lib/deep'), { recursive: true });
    writeFileSync(join(root, 'lib/deep/a.ts'), 'one');
    writeFileSync(join(root, 'README.md'), 'words');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('stays while nothing that is deployed changes', () => {
    const before = fingerprint({}, root);
    writeFileSync(join(root, 'README.md'), 'other words');
    expect(fingerprint({}, root)).toBe(before);
  });

  test('changes with a source, with its name and with the settings', () => {
    const seen = [fingerprint({}, root), fingerprint({ DEBUG: '1' }, root)];
    writeFileSync(join(root, 'lib/deep/a.ts'), 'two');
    seen.push(fingerprint({}, root));
    writeFileSync(join(root, 'lib/b.ts'), '');
    seen.push(fingerprint({}, root));
    expect(new Set(seen).size).toBe(4);
  });
});

describe('the outputs', () => {
  const data = { Tables: '{"orders":"t1"}', SecretNames: '{"stripe":"s1"}', UserPoolId: 'p' };
  const app = { ApiId: 'a', ApiStage: 'local', UserPoolClientId: 'c', EventBusName: 'b' };

  test('are found in whichever stack has them', () => {
    expect(readApp({ Data: data, App: app })).toEqual({
      apiId: 'a',
      apiStage: 'local',
      userPoolId: 'p',
      userPoolClientId: 'c',
      eventBusName: 'b',
      tables: { orders: 't1' },
      secretNames: { stripe: 's1' },
    });
  });

  test('that are missing are named', () => {
    expect(() => readApp({ Data: data })).toThrow('The app has no output ApiId.');
  });
});

describe('a service', () => {
  test('runs until it is stopped, and only its own process counts as it', async () => {
    const service = await startService('receiver', [], 'unit');
    try {
      expect((await fetch(`${service.url}/__control/health`)).status).toBe(200);
      expect(isRunning(service)).toBe(true);
      expect(isRunning({ ...service, name: 'stripe' })).toBe(false);
      expect(isRunning({ ...service, pid: process.pid })).toBe(false);
    } finally {
      await stopService(service);
    }
    expect(isRunning(service)).toBe(false);
  });

  test('that cannot start says why', async () => {
    await expect(startService('stripe', [], 'unit')).rejects.toThrow('--secret-key is missing');
  });
});
