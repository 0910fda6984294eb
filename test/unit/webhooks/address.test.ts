import { callableUrl, guardedLookup, isPublic } from '../../../lib/webhooks/address.ts';

describe('addresses', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '192.169.0.1',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
  ])('lets the public %s pass', (address) => expect(isPublic(address)).toBe(true));

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '169.254.170.2',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '4000::1',
    '127.1',
    '0x7f000001',
    '2130706433',
    'localhost',
    '',
  ])('refuses %j', (address) => expect(isPublic(address)).toBe(false));
});

describe('URLs', () => {
  it.each([
    'https://hooks.example.com/ttelgo?x=1',
    'https://8.8.8.8:8443/',
    'https://[2606:4700::1]/',
  ])('may be called: %s', (url) => expect(callableUrl(url, false)?.href).toBe(url));

  it.each([
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'file:///etc/passwd',
    'https://user:secret@hooks.example.com/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.0.0.1/',
    'https://2130706433/',
    'https://0/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[fd00:ec2::254]/',
    'not a url',
  ])('may not: %s', (url) => expect(callableUrl(url, false)).toBeUndefined());

  it('may be plain and private only where a stage says so', () => {
    expect(callableUrl('http://127.0.0.1:8080/hook', true)).toBeDefined();
    expect(callableUrl('ftp://127.0.0.1/', true)).toBeUndefined();
  });
});

describe('look-up', () => {
  const look = (addresses: string[], all: boolean, allowPrivate = false) =>
    new Promise((resolve) => {
      const answer = addresses.map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }));
      guardedLookup(allowPrivate, async () => answer)('name.test', { all }, (...result) =>
        resolve(result),
      );
    });

  it('gives the addresses that it checked, in either form', async () => {
    expect(await look(['8.8.8.8'], false)).toEqual([null, '8.8.8.8', 4]);
    expect(await look(['8.8.8.8'], true)).toEqual([null, [{ address: '8.8.8.8', family: 4 }]]);
    expect(await look(['10.0.0.1'], false, true)).toEqual([null, '10.0.0.1', 4]);
  });

  it.each([[['10.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['2606:4700::1', '::1']], [[]]])(
    'refuses a name with %j',
    async (addresses) => {
      const [error] = (await look(addresses, true)) as [{ code: string }];
      expect(error.code).toBe('ADDRESS_REFUSED');
    },
  );
});
