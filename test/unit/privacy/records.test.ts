// Rows of stores, states of telephony, answers of modems, lists of networks and neighbours; and what looks like them.
import { expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { expectTakenOut } from './marked.ts';

/** What may not be left over stands in ⟦ ⟧. */
const seeds = [
  'WifiNetworkSelector: Chosen network: ⟦Kunterbunt⟧:⟦de:ad:0b:5e:11:07⟧ : RSSI = -47',
  'WifiNetworkSelector: Connectable: "⟦Kunterbunt⟧":⟦de:ad:0b:5e:11:07⟧',
  'I WifiClientModeImpl: Connecting to network "⟦Kunterbunt⟧"',
  'mCallIncomingNumber=⟦01719876543⟧',
  'CellIdentityNr:{ mPci = 12 mTac = ⟦40012⟧ mNrArfcn = 123456 mBands = [78] mMcc = 262 mMnc = 01 mNci = ⟦12345678901⟧ }',
  'CellLocation=GsmCellLocation [⟦12345⟧,⟦27447297⟧,-1]',
  'mCellLocation=Bundle[{lac=⟦12345⟧, cid=⟦27447297⟧, psc=-1}]',
  'Row: 1 _id=2, data1=⟦+49 171 9876543⟧, display_name_alt=⟦Quill, Zoe⟧',
  'Row: 0 _id=7, address=⟦+491719876543⟧, body=⟦Treffen wir uns um acht⟧, date=1795436002972',
  'Row: 0 _id=3, title=⟦Zahnarzt Dr. Quill⟧, eventLocation=⟦Lindenstraße 12⟧, dtstart=1795436002972',
  '_id:45 name:bluetooth_address pkg:android value:⟦DE:AD:0B:5E:11:07⟧ default:null',
  '_id:46 name:bluetooth_name pkg:android value:⟦Zoes Handy⟧ default:null',
  '_id:47 name:device_name pkg:android value:⟦Zoes Handy⟧ default:null',
  '_id:48 name:wifi_p2p_device_name pkg:android value:⟦Zoes Handy⟧ defaultSystemSet:false',
  '_id:49 name:lock_screen_owner_info pkg:android value:⟦Zoe Quill 0171 9876543⟧ default:null',
  'bt_btif_dm: remote name is ⟦Zoes Auto⟧',
  'BluetoothAdapterService: getRemoteName: ⟦Zoes Auto⟧',
  'AdapterProperties: Address is:⟦DE:AD:0B:5E:11:07⟧',
  'AdapterProperties: Name is: ⟦Zoes Handy⟧',
  '[ro.vendor.oem.btmac]: [⟦DEAD0B5E1107⟧]',
  'NotificationRecord(0x1 pkg=com.whatsapp) tickerText=⟦Zoe Quill: bist du da?⟧',
  'android.title=String (⟦Zoe Quill⟧)',
  'android.text=String (⟦bist du da?⟧)',
  'ClipboardService: primary clip: ClipData { text/plain {T:⟦mein geheimnis⟧} }',
  'Widevine: deviceUniqueId ⟦a1b2c3d4e5f60718a1b2c3d4e5f60718⟧',
  'systemd-logind[1]: New session 3 of user ⟦zquill⟧.',
  'CRON[12]: (⟦zquill⟧) CMD (run-parts)',
  'dnsmasq-dhcp[1]: DHCPACK(br-lan) 192.168.1.7 ⟦de:ad:0b:5e:11:07⟧ ⟦zoes-laptop⟧',
  'EID: ⟦89049032 00000100 00000123 45678901⟧',
  'AT+CIMI\\r\\n⟦262073921234567⟧\\r\\nOK',
  '+CCID: ⟦89490200001234567893⟧',
  '+CGPSINFO: ⟦4808.229233⟧,N,⟦01134.567412⟧,E,201126,101112.0,519.2,0.0,',
  '+QGPSLOC: 101112.000,⟦4808.2292N⟧,⟦01134.5674E⟧,1.0',
  '+CREG: 2,1,"⟦3039⟧","⟦1A2D001⟧",7',
  '+CWLAP:(3,"⟦Kunterbunt⟧",-47,"⟦de:ad:0b:5e:11:07⟧",6)',
  'AT+CWJAP="⟦Kunterbunt⟧","⟦geheim99⟧"',
  'nvs: ssid=⟦Kunterbunt⟧ pass=⟦geheim99⟧',
  'EUI-64: ⟦dead0bfffe5e1107⟧',
  'Zigbee ieee ⟦0x00124b0012345678⟧',
];

it.each(seeds)('takes out of: %s', (seed) => expectTakenOut(seed));

it.each([
  'Row: 3 of table, name=Lens, title=x',
  'Row: 1 _id=2, name=null, number=12, body=',
  'name:screen_brightness pkg:android value:120 default:102',
  'name=android_id, value=null',
  'tag: value:device_name',
  'cc:aa:bb:cc:dd:ee:ff:11 sha1:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd',
  'android.title=String [length=7], android.text=null, tickerText=null',
  'connected to network 100, connecting to network "',
  'mTac = 7 mCi = 1, mNrArfcn = 123456, GsmCellLocation [,]',
  'phoneNumber=null, callingNumber(x), IncomingNumber=5',
  'pass=geheim99 fail=3 key=value',
  'eui=12 ieee 754 IEEE 80211, deviceUniqueId=null',
  'remote name is null, getRemoteName: null',
  '4808.2292 N 01134.5674',
  'Session 3 of user root.',
  'session 12 of users',
  'ClipData { text/plain {} }',
  '+CREG: 0,1',
  'CWJAP=?',
  'macAddr=0x1234',
])('leaves: %s', (line) => {
  expect(cleanText(line).text).toBe(line);
});
