// Every marked seed loses what is personal wherever it stands in a line, and lines that look like them keep every sign.
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { around, expectTakenOut } from './marked.ts';
import { secrets } from './marked-secrets.ts';
import { numbers, people } from './marked-seeds.ts';

describe.each([...numbers, ...people, ...secrets])('%s', (seed) => {
  it('is cleaned, and once is enough', () => expectTakenOut(seed, [...around, ['E/Nova: (', ')']]));
});

it.each([
  'WebView 120.0.0.0, Chrome/120.0.6099.43, lib/84.12.0.3/x.so, version 84.56.12.33, app=v45.12.7.3',
  'bound to 0.0.0.0:8080, 127.0.0.1:5037, 10.0.2.2, 172.16.4.1, 192.168.43.1, 255.255.255.0, dns 8.8.8.8',
  '10:11:12:13 fe80::1 ::1 std::vector 2001:11:20 dead:beef a::b::c',
  "Caused by: java.net.UnknownHostException: Unable to resolve host 'api.example.com'",
  'Hostname api.example.com not verified, hostname=localhost',
  'this.local config.local rc.local java.lang.Object getLocal() ThreadLocal.local(x)',
  '    000000775b6a1970 6552687361724365 632d2d0074726f70  eCrashReport.--c',
  '4111111111111112 0x4111111111111111 4000000000000000 build 2026112310151200',
  'order=078051120 2026-11-23 10:11:12 078-05-112',
  'owner=com.nova.camera/u0 contact: null user=0 user: system uid=10123(u0_a123) gid=0(root)',
  'Poisoned by user:        f7',
  'name=Lens device=n1 deviceName=null product_name: n1 font-family-name=Tinos',
  'pin: 12, gpio pin=7, code: 404, error code: 139, exit code is 1, otp: null',
  'serial=12345 serial: 0x1f Serial number of failed request: 123 sn=7',
  'OutOfMemoryErrorTestCaseForLargeAllocations/inDalvikHeapOfTheProcess',
  '6161616161616161 e3b0c44298fc1c149afbf4c8996fb92427ae41e4 deadbeefcafebabe',
  'token: Identifier, key=value, Bearer setup, session opened for user root by',
  'wlan0: connected to AP, wifi:connected with AP, SSID scan done, wifi: connecting to network',
  '~/x ~Foo() /media/mtp/x /run/media/root/x a ~ b',
  '12 345 678 kB, 0412 of 0532, 99 98 97, 079 12, (11) 9123',
  'EAAAAAEAAgBErAAAELECAAQAEABkYXRhAEMBAKQOBTyUj8k/nI/JP1JJRkYwWQEA',
  'Linux version 6.1.99 (build-user@build-host) (clang 17) #1 SMP',
  'Nov 23 10:11:12 localhost kernel: oops',
  'NullPointerException: virtual method on a null object reference of Sender Main',
])('leaves alone: %s', (line) => {
  expect(cleanText(line)).toEqual({ text: line, removed: {} });
});
