// Personal data as the logs and services of phones tell it, line by line; and lines like them that tell nothing of anybody.
import { describe, expect, it } from 'vitest';
import { cleanFile } from '../../../src/domain/privacy/clean-file.ts';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { textCodec } from '../../../src/wire/text-codec.ts';
import { lineOf, secretsOf } from './marked.ts';

/** What may not be left over stands in ⟦ ⟧. */
const seeds = [
  'WifiService: connect SSID: "⟦Kunterbunt⟧ 5G", BSSID: ⟦02:11:22:33:44:55⟧',
  "wpa_supplicant: wlan0: Trying to associate with 02:11:22:33:44:55 (SSID='⟦Kunterbunt⟧' freq=2412 MHz)",
  'WifiConfigManager: addNetwork configKey="⟦Kunterbunt⟧"WPA_PSK',
  'NetworkInfo: type: WIFI[], state: CONNECTED, extra: "⟦Kunterbunt⟧"',
  'WifiStateMachine: networkName=⟦Kunterbunt⟧',
  'WifiConfiguration ID: 3 SSID: "⟦Kunterbunt⟧" PROVIDER-NAME: null',
  'wpa: preSharedKey="⟦geheim1234⟧"',
  'Account {name=⟦Carla Vogel⟧, type=com.example}',
  'Account {name=⟦carla.v⟧@example.org, type=com.google}',
  'UserInfo{0:⟦Carla Vogel⟧:c13} running',
  'Settings: device_name=⟦Carlas Pixel⟧',
  'Settings: bluetooth_name: ⟦Carlas Pixel⟧',
  "BluetoothAdapter: name=⟦Carla's⟧ Phone address=⟦AA:BB:CC:DD⟧:EE:FF",
  '[ro.serialno]: [⟦R58M12ABCDE⟧]',
  'Kernel command line: console=tty androidboot.serialno=⟦R58M12ABCDE⟧ androidboot.mode=normal',
  'usb 1-1: SerialNumber: ⟦R58M12ABCDE⟧',
  'Settings.Secure android_id value:⟦9774d56d682e549c⟧',
  'advertisingId=⟦38400000-8cf0-11bd-b23e-10b96e40000d⟧',
  'gsf_id=⟦3f2a1b4c5d6e7f80⟧',
  'CellIdentityLte:{ mCi=⟦27447297⟧ mPci=12 mTac=⟦21515⟧ mEarfcn=1300 }',
  'PhoneInterface: getLine1Number: ⟦01701234567⟧',
  'mLine1Number=⟦+491701234567⟧',
  'Call [TC@1, ACTIVE, tel:⟦+491701234567⟧, A]',
  'IMS: sip:⟦+491701234567⟧@ims.mnc001.mcc262.3gppnetwork.org',
  '[ril.imei]: [⟦490154203237518⟧]',
  'SubscriptionInfo: {id=1 iccId=⟦89490200001234567890⟧ simSlotIndex=0}',
  'eSIM EID: ⟦89049032000001000000012345678901⟧',
  'LocationManager: last location=Location[gps ⟦52.520008,13.404954⟧ hAcc=5 et=+1d]',
  '$GPGGA,123519,⟦5231.200⟧,N,⟦01324.297⟧,E,1,08,0.9,545.4,M,46.9,M,,*47',
  'ActivityTaskManager: START u0 {act=android.intent.action.CALL dat=tel:⟦+491701234567⟧ cmp=com.android}',
  'dat=geo:⟦52.520008,13.404954⟧',
  `session ${Buffer.from('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3NzcxIn0.QUJD').toString('base64').replace(/^.*$/, '⟦$&⟧')}`,
];

const prefixes = ['', '01-09 10:00:00.000  1000  1000 I Nova    : ', 'I/Nova    ( 1000): ', '[  12.345678] init: '];
describe.each(seeds)('%s', (seed) => {
  const line = lineOf(seed);
  it.each(prefixes)('is cleaned behind "%s"', (prefix) => {
    const { text } = cleanText(`${prefix}${line}\nnext line`);
    for (const secret of secretsOf(seed)) expect(text).not.toContain(secret);
    expect(text.endsWith('\nnext line')).toBe(true);
    expect(cleanText(text).text).toBe(text);
  });

  it('is cleaned in UTF-16, with and without its mark', () => {
    const wide = Buffer.from(`${line}\n`, 'utf16le');
    for (const bytes of [wide, Buffer.concat([Buffer.from([0xff, 0xfe]), wide])]) {
      const cleaned = cleanFile(new Uint8Array(bytes), textCodec);
      const text = cleaned.ok ? Buffer.from(cleaned.bytes).toString() : '';
      expect(text).toContain('\n');
      for (const secret of secretsOf(seed)) expect(text).not.toContain(secret);
    }
  });
});

it.each([
  '#00 pc 00000000000a1b2c  /system/lib64/libcamera.so (Lens::open+160) (BuildId: 5f4dcc3b5aa765d61d8327deb882cf99)',
  'Build: nova/n1/n1:16/BP4A.260205.001/2026052401:user/release-keys',
  'Linux version 6.1.99-android14-11-g0123456789ab (build@host) #1 SMP',
  '    x0  0000007ffd123456  x1  00000000deadbeef  x2  8904903200000100',
  'X509: serial number mismatch',
  'serialno: unknown',
  'UserInfo{0:Owner:c13} running',
  'CellIdentityLte:{ mCi=-1 mPci=12 }',
  "It's TV time, and that's Phone stuff",
  'NetworkInfo: type: MOBILE[LTE], extra: "internet"',
])('leaves alone: %s', (line) => {
  expect(cleanText(line).text).toBe(line);
});
