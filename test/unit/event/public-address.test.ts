// Which addresses and hosts may be called on others' behalf: everything that is not everybody's is closed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, judgeHost } from '../../../src/domain/event/public-address.ts';

const open = [
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::2',
  '64:ff9b::808:808',
];
const closed = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
  ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.168.1.1', '198.18.0.1', '198.19.255.255'],
  ...['192.0.2.1', '198.51.100.7', '203.0.113.9', '192.88.99.1', '224.0.0.1', '239.255.255.255', '240.0.0.1'],
  ...['255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1'],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::808:808'],
  ...['2002:7f00:1::', '2001::1', '2001:0:4136:e378::1', '3fff::1', 'fec0::1', '5f00::1', '100::1'],
  ...['', 'a', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1:2:3', '1::2::3', ':::', 'g::1', '1.2.3.4 ', '[::1]'],
];

describe('isPublicAddress', () => {
  it.each(open)('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
  it.each(closed)('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

  it('closes every address of every private network, whatever its host part', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const hosts = fc.oneof(
      fc.tuple(fc.constant(10), byte, byte, byte),
      fc.tuple(fc.constant(127), byte, byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
      fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
    );
    fc.assert(
      fc.property(hosts, (bytes) => !isPublicAddress(bytes.join('.'))),
      { numRuns: 2_000 },
    );
  });
});

describe('judgeHost', () => {
  /** As `URL` spells what people write. */
  const hostOf = (url: string) => new URL(url).hostname;

  it.each([
    ...['http://0x7f.1', 'http://2130706433', 'http://0177.0.0.1', 'http://127.1', 'http://[::ffff:127.0.0.1]'],
    ...[
      'http://[::1]',
      'http://[0:0:0:0:0:ffff:a9fe:a9fe]',
      'http://localhost',
      'http://localhost.',
      'http://a.localhost',
    ],
    ...[
      'http://metadata.google.internal',
      'http://metadata',
      'http://printer.local',
      'http://db.internal.',
      'http://x',
    ],
    ...['http://router.home.arpa', 'http://１２７.０.０.１', 'http://169.254.169.254', 'http://LOCALHOST'],
  ])('%s is closed', (url) => expect(judgeHost(hostOf(url))).toBe('closed'));

  it.each(['LOCALHOST', 'router.LAN', 'nas.lan', 'wiki.intranet', 'a.corp', 'b.home', 'c.onion'])(
    '%s is closed as it is written',
    (host) => expect(judgeHost(host)).toBe('closed'),
  );

  it('tells names, which have to be resolved, from addresses', () => {
    expect(judgeHost('hooks.example.com')).toBe('name');
    expect(judgeHost(hostOf('https://Hooks.Example.com.'))).toBe('name');
    expect(judgeHost('8.8.8.8')).toBe('public-address');
    expect(judgeHost('[2606:4700::1111]')).toBe('public-address');
  });
});
