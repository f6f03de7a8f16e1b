// Personal data as services of phones list it: networks, headsets, settings, ids and papers; and lines like them that tell nothing of anybody.
import { expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';

/** What may not be left over stands in ⟦ ⟧. */
const seeds = [
  '<string name="auth_token">⟦Kunterbunt77⟧</string>',
  '<map><string name="com.nova.session">⟦Kunterbunt77⟧</string><boolean name="x" value="true"/></map>',
  '<item name="apiKey" value="⟦Kunterbunt77⟧"/>',
  'WifiConfigStore: "⟦Kunterbunt⟧"WPA_PSK saved',
  'mLastNetwork "⟦Kunterbunt 5G⟧"-SAE score 60',
  '    XX:XX:XX:XX:6D:2C [ DUAL ][ 0x5A020C ] ⟦Carlas Buds⟧',
  '    ⟦02:00:5E:10:AA:BC⟧ [BR/EDR] ⟦Carlas Buds⟧',
  '? (192.168.1.5) at ⟦2:0:5e:10:aa:bc⟧ on en0 ifscope',
  'bssid: ⟦2:0:5e:10:aa:bc⟧',
  'cell mcc=262 mnc=01 lac=⟦4711⟧ cid=⟦27447297⟧',
  'oaid=⟦5f2c1b7ad5a84e37⟧',
  'AAID ⟦38400000-8cf0-11bd-b23e-10b96e40000d⟧',
  'UDID: ⟦00008030-001C2D3E0A88802E⟧',
  'MachineGuid REG_SZ ⟦0a1b2c3d-1111-2222-3333-444455556666⟧',
  'machine-id ⟦4c4c4544004b4d10803ac7c04f4e4432⟧',
  'openid=⟦oKunterbunt7abcdefghijklmnop⟧',
  'login of ⟦wxid_kunterbunt7abc⟧ failed',
  '"IOPlatformSerialNumber" = "⟦C02XG0FDH7JY⟧"',
  'Telephony: incomingNumber=⟦4155552671⟧',
  'CallInfo mCallerNumber=⟦15550001234⟧',
  'nickname=⟦carlchen⟧',
  '身份证 ⟦11010519491231002X⟧',
  'idCard=⟦11010519491231002x⟧',
  '您的验证码是⟦482913⟧，五分钟内有效',
  'key ⟦LTAI5tKunterbunt7abcdefg⟧',
  'redis://:⟦Kunterbunt⟧@cache:6379/0',
  '⟦carla@laptop⟧:~/src/nova$ make test',
  '[⟦carla@laptop⟧ nova]$ make test',
];

it.each(seeds)('%s', (seed) => {
  const { text } = cleanText(`first line\n${seed.replaceAll(/[⟦⟧]/g, '')}\nlast line`);
  for (const [, secret = ''] of seed.matchAll(/⟦([^⟧]+)⟧/g)) expect(text).not.toContain(secret);
  expect(cleanText(text).text).toBe(text);
});

it.each([
  '<string name="theme">dark blue</string>',
  '<string name="session_count">12</string>',
  'said "no"NONETHELESS',
  'buffers [ LE ] of 3',
  'at 10:20:30 on en0',
  'mcc=262 mnc=01',
  'UDID is missing',
  'machine id 3',
  'order 110105194912310028 of 2026',
  'number=12345 incoming number=3',
  'redis://cache:6379/0',
  'root@hammerhead:/ # ps',
  'shell@hammerhead:/ $ ps',
  'git@github.com:acme/nova.git',
  'LTAIr and AKIDs',
])('leaves: %s', (line) => {
  expect(cleanText(line).text).toBe(line.replace('git@github.com', '<mail>'));
});
