// What modems, radios, SIM cards and cards of contacts print; and what looks like it.
import { expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { expectTakenOut } from './marked.ts';

/** What may not be left over stands in ⟦ ⟧. */
const seeds = [
  'AT> ATD⟦01719876543⟧;',
  'SmsMessage from ⟦01719876543⟧: ok',
  'callee=⟦01719876543⟧ duration=3',
  'recipient=⟦01719876543⟧',
  'voicemailNumber=⟦01719876543⟧',
  '+CLIP: "⟦01719876543⟧",161,"",0,"⟦Zoe Quill⟧",0',
  '+CPBR: 1,"⟦+491719876543⟧",145,"⟦Zoe Quill⟧"',
  'P-Asserted-Identity: "⟦Zoe Quill⟧" <sip:⟦+491719876543⟧@x.org>',
  'From: "⟦Zoe Quill⟧" <sip:⟦zquill⟧@x.org>;tag=7',
  'GUTI: mcc=262 mnc=07 mmegi=32769 mmec=1 mtmsi=⟦0xc0a80101⟧',
  'P-TMSI ⟦c0a80101⟧',
  '+QCCID: ⟦8949020000123456789⟧',
  '^SCID: ⟦89490200001234567893⟧',
  'cellid=⟦27447297⟧ lac=⟦12345⟧',
  'cell_id: ⟦27447297⟧, tac: ⟦12345⟧',
  'CID ⟦27447297⟧ LAC ⟦12345⟧ MCC 262 MNC 07',
  'RAT : 14  CELL_ID : ⟦135045920⟧  LAC/TAC : ⟦8325⟧  SIM',
  '+QENG: "servingcell","NOCONN","LTE","FDD",262,07,⟦1A2D001⟧,123,1300,3,5,5,⟦4E1B⟧,-98,-11',
  'WifiNative: connectToNetwork "⟦Kunterbunt⟧"',
  'WifiConfigStore: network "⟦Kunterbunt⟧" added',
  'getSSID() = "⟦Kunterbunt⟧"',
  'WiFi: ⟦Kunterbunt⟧ (-47 dBm)',
  'ssid hex: ⟦4b756e74657262756e74⟧',
  'p2p_dev_name=⟦Zoes Handy⟧',
  "P2P-DEVICE-FOUND ⟦de:ad:0b:5e:11:07⟧ pri_dev_type=10-0050F204-5 name='⟦Zoes Handy⟧' config_methods=0x188",
  'state: ON address: ⟦DE:AD:0B:5E:11:07⟧ name: ⟦Zoes Handy⟧ time since enabled: 00:10:00',
  'connected device ⟦DE:AD:0B:5E:11:07⟧ name ⟦Zoes Kopfhörer⟧',
  'FN:⟦Zoe Quill⟧',
  'N:⟦Quill;Zoe⟧;;;',
  'BDAY:⟦1985-04-12⟧',
  'dateOfBirth: ⟦12.04.1985⟧',
  'ATTENDEE;CN=⟦Zoe Quill⟧:mailto:⟦zoe@example.org⟧',
  'participant=⟦Zoe Quill⟧',
  'identifierForVendor: ⟦5F4DCC3B-5AA7-45D6-9D83-27DEB882CF99⟧',
  'advertisingIdentifier = ⟦5F4DCC3B-5AA7-45D6-9D83-27DEB882CF99⟧',
  'S/N ⟦R58M12ABCDE⟧',
  "adb: device '⟦R58M12ABCDE⟧' not found",
  'BLE addr type public ⟦deadbe0b5e07⟧',
  'SIM PIN ⟦1234⟧ PUK ⟦12345678⟧',
  'WEP key 0: ⟦1234567890⟧',
  'CCMP PSK/SAE: ⟦geheim99x⟧',
  'eap identity=⟦zquill@corp⟧',
  ' anonymous_identity "⟦zquill⟧"',
];

it.each(seeds)('takes out of: %s', (seed) => expectTakenOut(seed));

it.each([
  'ATDT tone, ATD12 and STATD01719876543',
  'call to 0x7f8a1234, call from 0 to 12, message from 10.1, message to 0',
  'callee=0x01719876543 callee=com.nova.Lens sender=12345678 recipient=null originator=17198765432',
  'battery cell_id: 3, cell_id=1234 lack=5, tac=12 black: 7',
  '"a" <b> "sip" <x>',
  'tmsi=null msitmsi=12345678 PTMSI signature',
  'network "eth0" added, roam to 5 GHz, WiFi: on (5 GHz)',
  'FN: x, FN:open(Lens), fn:main, FN:0',
  'N: 1;2;3, for (N: a; b; c)',
  'identity=1 identity matrix, eap identity is not set',
  'wep=off, puk=, pin 12, SIM PIN required, PUK blocked',
  'S/N ratio 12.5, S/N 12345678, vendor: NOVA identifier = 12',
  'address public 0, random 123456789012',
])('leaves: %s', (line) => {
  expect(cleanText(line).text).toBe(line);
});
