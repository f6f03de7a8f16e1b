// What people keep on a phone and by what services know them, in the words of real logs; and what engineers need of the same lines.
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { expectTakenOut } from './marked.ts';

/** What may not be left over stands in ⟦ ⟧. */
const seeds = [
  'D MediaProvider: scan /storage/emulated/0/Download/⟦Lebenslauf Carla Vogel⟧.pdf',
  'E FileUtils: cannot open /storage/1A2B-3C4D/Documents/2026/⟦befund carla⟧.docx: ENOENT',
  'open("/sdcard/Pictures/⟦Carla Vogel am See⟧.jpg")',
  'Notification(channel=individual_chat shortcut=⟦119104274997362⟧@lid contentView=null)',
  'Notification(channel=individual_chat shortcut=⟦490154203237518⟧@lid contentView=null)',
  'START u0 {act=VIEW dat=content://com.android.contacts/contacts/lookup/⟦2684i3572844e8842e8b2⟧/4}',
  'RILJ: [UNSL]< UNSOL_RESPONSE_NEW_SMS ⟦07919471060040F3040B919471⟧',
  'MediaSessionRecord: metadata: size=3, description=⟦Privates Lied, Carla⟧',
  'AdvertisingIdClient: ⟦38400000-8cf0-11bd-b23e-10b96e40000d⟧',
  'CallLog: {number=⟦01719876543⟧, name=⟦Carla Vogel⟧, duration=12}',
  'GET /op/?install_id=⟦372990f9fdcb454a9b2c51d84a2891c8⟧&page=1',
  'GET /vip?userid=⟦1754045746⟧&lang=en',
  'FA: Setting user id: ⟦cvogel77⟧',
  'config?deviceid=⟦920198143309508608⟧',
  'usb 1-1: SerialNumber: ⟦533DD5290E92A566E49436666D2FD2534C396FC3⟧',
  'getSerialNumber : ⟦25164523413524⟧, getDate',
  'subscription cardString=⟦8949020000123456789⟧ slot=0',
  'NFC: tag uid=⟦04:A2:3B:5C:6D:7E:80⟧',
  'mmc0: cid=⟦1b534d3030303030101a2b3c4d00f200⟧',
  'auth: login=⟦cvogel⟧ from web',
  'customer: ⟦Carla Vogel⟧',
  '"handle":"⟦@cvogel⟧"',
  'LoRa: appKey=⟦2B7E151628AED2A6ABF7158809CF4F3C⟧',
  'HomeKit setup code: ⟦123-45-678⟧',
  'Requesting package name: <none>"⟦Kunterbunt-38AG⟧"wpa3-saeMLO Information:',
  'peer address: ⟦de ad 0b 5e 11 07⟧',
];

const innocent = [
  'BufferQueue: latestUpdateTimestamp:307862415604915 , [notified]',
  'JankStats: FrameStartTime=307862415604915, IntendedVsync=419554242446070, FrameCompleted=307863419079238',
  'Input: Inject motion (0/0): action=0x0, time=104844870266000, f=0x0',
  'dispatchTouches action MOVE now(ns): 124941096797903',
  'I chromium: [0531/192402.610765:INFO:android_webview/browser/aw.cc(12)] start',
  'GmsCore: chimera modules [TfliteDynamiteDynamite.integ:231810005100800]',
  'ActivityManager: startUser userId=10 uid=10157 userId: 1000',
  'pm: userId=com.nova.mail, accountId=null, user_id: parse error',
  'InputReader: device id=3, deviceId=7',
  'login: successful',
  'login=failed after 3 s',
  'kobject uid=1000 gid=1000',
  'CellInfo: cid=27',
  'D MediaProvider: scan /storage/emulated/0/Download/nova.apk',
  'open("/sdcard/Pictures/Screenshots/Screenshot_2026-11-17.png")',
  'open("/sdcard/Movies/Screen Recording 1.mp4")',
  'dlopen /data/app/com.nova-1/lib/arm64/libnova.so: handle=@0x7f',
  'customer: null',
];

describe('what people keep on a phone', () => {
  it.each(seeds)('goes from %s', (seed) => expectTakenOut(seed));

  it.each(innocent)('is not %s', (line) => {
    expect(cleanText(line).text).toBe(line);
  });
});
