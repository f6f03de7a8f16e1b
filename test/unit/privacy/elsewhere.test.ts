// Personal data where logs seldom have it: in names of files, cards of contacts, pushes, the clipboard, and at the end of a letter; and what looks like it.
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { expectTakenOut } from './marked.ts';

/** What may not be left over stands in ⟦ ⟧. */
const seeds = [
  'open bugreport-⟦490154203237518⟧-2026-11-20.txt',
  '------ FS/data/tombstones/tombstone_00_⟦+49 171 5536273⟧ ------',
  '------ Users/⟦zquill⟧/notes.txt ------',
  'bssid:⟦de-ad-0b-5e-11-07⟧',
  'ip:⟦2a02:8109:9c40:1a30::1⟧',
  'PTR ⟦33.12.56.84⟧.in-addr.arpa',
  'lat: ⟦48°08′13.7″⟧ lon: ⟦11°34′34.0″⟧',
  'exif GPSLatitude ⟦48/1, 8/1, 137/10⟧',
  'content://com.android.contacts/phone_lookup/⟦01719876543⟧',
  'tel. London ⟦(020) 7946 0958⟧',
  'tokyo ⟦03-1234-5678⟧',
  'sao paulo ⟦11 98765-4321⟧',
  'Call me at ⟦212 555 0147⟧ please',
  'my number is ⟦612 345 678⟧',
  'GET /bot⟦110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw⟧/getMe',
  '"private_key_id": "⟦a1b2c3d4e5f60718293a4b5c6d7e8f9012345678⟧"',
  'X-Auth-Key: ⟦c2547eb745079dac9320b638f5e225cf483cc5cfdda41⟧',
  'oauth_verifier=⟦zyxwv9876543210abc⟧',
  'GET /callback?code=⟦4/0AX4XfWh8QxabcdefGHIJK1234567890⟧&state=x',
  'Server=db;User Id=⟦zquill⟧;Password=⟦geheim99⟧;',
  'Use ⟦482913⟧ as your login code',
  'Ihr Code lautet ⟦482913⟧',
  '2FA code ⟦482913⟧',
  String.raw`open \\fileserver\home\⟦zquill⟧\x.txt`,
  String.raw`open \\SERVER01\homes$\⟦zquill⟧\x.txt`,
  String.raw`D:\home\⟦zquill⟧\x.txt`,
  String.raw`C:\Users\⟦zquill⟧/proj/x.txt`,
  'upload_⟦ghp_0123456789abcdef0123456789abcdef0123⟧',
  'key_⟦AKIAIOSFODNN7EXAMPLE⟧',
  'account=⟦zquill⟧ type=com.google',
  'obfuscatedGaiaId=⟦108123456789012345678⟧',
  'steam id ⟦76561198012345678⟧',
  'SyncManager: ⟦zquill⟧/com.google/contacts u0',
  'open https://www.linkedin.com/in/⟦zoe-quill⟧',
  'open skype:⟦zoe.quill⟧?call',
  'NotificationRecord: title=⟦Zoe Quill⟧ text=⟦bis um acht⟧',
  'Push received: {"title":"⟦Zoe Quill⟧","body":"⟦bis um acht⟧"}',
  '"aps":{"alert":{"title":"⟦Zoe Quill⟧","body":"⟦bis um acht⟧"},"badge":1}',
  'Clipboard: setPrimaryClip ⟦geheimer Text⟧',
  'clipboard text: "⟦geheimer Text⟧"',
  'ClipboardManager getText() = ⟦geheimer Text⟧',
  'Contact{id=1, name=⟦Zoe Quill⟧, number=⟦01719876543⟧}',
  'User(id=7, name=⟦Zoe Quill⟧, email=⟦zoe@example.org⟧)',
  "UserProfile{name='⟦Zoe Quill⟧', phone='⟦01719876543⟧'}",
  '{"user":{"id":7,"name":"⟦Zoe Quill⟧"}}',
  '{"id":7,"name":"⟦Zoe Quill⟧","mail":"⟦zoe@example.org⟧"}',
  '{"first":"⟦Zoe⟧","last":"⟦Quill⟧"}',
  'To: "⟦Quill, Zoe⟧" <⟦zoe@example.org⟧>',
  'Telecom: incoming call from ⟦Zoe Quill⟧',
  'Hello, my name is ⟦Zoe Quill⟧ and it froze',
  'Ich heiße ⟦Zoe Quill⟧.',
  'It froze again. Best regards, ⟦Zoe Quill⟧',
  'Viele Grüße ⟦Zoe⟧',
];

const innocent = [
  'Users/list/all home/feed/detail',
  'job 20_11_26_10_11_12 ended, 00_01_02_03_04_05',
  '0a.1b.2c.3d.4e.5f.60.71 1.2.3.4.5.6 10.11.12.13.14.15',
  'ip: 10.0.0.1 std::ip::a::b addr:12:30',
  'count 1234 98765-4321 of 7',
  '1 23-1234-5678 03-1234-56789 2003-1234-5678 a03-1234-5678',
  'call me maybe at 12',
  'my number is 7',
  'GET /callback?code=404&state=x code=ENOENT',
  'exit code=0 error code 123456 status code 482913',
  'the code is written in C',
  'account=premium, account type=com.google, account: null',
  'NotificationService: title=null text=null',
  'error {"title":"Not found","body":"no such page"}',
  'ClipboardService: clipboard text is null',
  'clipboard service started, Clipboard: ok',
  'User(id=7, name=guest) User logged in',
  'Profile[name=Power Saving] Contact{name=null}',
  '{"product":{"name":"Nova Lens"}}',
  '{"name":"Nova Lens","version":"1.0"}',
  'call from Binder, incoming call from com.nova.Phone',
  'my name is too long, my name is null',
  'With regards to the Lens Module, it is slow',
  'open https://www.linkedin.com/company/nova',
  'com.google/contacts u0 nova/com.google.gms/x',
  String.raw`D:\home\build.cmd C:\homebrew\x`,
];

describe('personal data elsewhere', () => {
  it.each(seeds)('goes from %s', (seed) => expectTakenOut(seed));

  it.each(innocent)('is not %s', (line) => {
    expect(cleanText(line)).toEqual({ text: line, removed: {} });
  });
});
