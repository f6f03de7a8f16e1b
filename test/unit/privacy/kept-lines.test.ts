// Lines in the forms of real logs that engineers need whole: counters, times, ids of programs and numbers of tables look like personal data.
import { expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';

it.each([
  // Names of jobs, of packages of a user, of classes and of files behind an @.
  'JobStatus{f5cf636 SyncManager:1000/165 @SyncManager@com.nova.mail/com.nova:android u=0',
  'u0a308 tag=*job*r/#GnpWorker#@androidx.work.systemjobscheduler@com.nova.lens/androidx.work.impl.Service',
  'ShortcutService: rescanPackageIfNeeded 0@it.nova.lens.debug, forceRescan=true',
  '"RefQueueWorker@org.apache.http.impl.conn.tsccm.ConnPoolByRoute@406c4408" daemon prio=5 tid=10 WAIT',
  'rm /data/system/dropbox/keymaster@1752246762858.dat',
  '/data/dalvik-cache/arm64/apex@com.nova.bt@app@Bluetooth@360526260@Bluetooth.apk@classes.dex.wNzhPE.tmp (deleted)',
  '    000000712ab55d00 6e9e2cf7f8 0000006fd505f3cc  ....o...@0.Eo...',
  // Cookies of schedulers, names of sections, ids of users before a provider.
  'GenerateClient, proto=3, owner=com.nova.ui, cookie=0, requestId=20, userId=0}, success: true',
  'modality 8, state: 0, cookie: 0, sensorId 1, hasEnrollments: false',
  'setPendingLaunchCookieListener(): cookie=android.os.Binder@7eaf3ba listener=com.nova.Stage@1',
  '#3 0x5555 in run (ctm=..., cookie=0x7fffffffd900, start=0x0) at svg-doc.c:42',
  'keystore2::authorization: on_lock_screen_event(LockScreenEvent(0), user_id=0)',
  'open content://0@com.nova.ui.FileShareProvider/share_images/x',
  'SeedlingCard: 268451943&103&30_sid=268451943_rk=bb346e,updateData',
  'no rows for cv password= mnc=01 sub_id=-1 bearer_bitmask=0',
  'pam_unix(gdm-password:session): session closed',
  // Numbers of fifteen digits: nanoseconds, buffers, addresses.
  // Registers, times and readings like cards.
  '  x24 0000007b749b1c00  x25 0000000000000000  x26 2626262626262626  x27 00213d0d354dec62',
  'now=3184010554216449, tickWakeEndTime=2797583871796700, tickEndTime=3182126852923509',
  'C75: 3739 3791 3842 3902 3949 3996 4044 4096 4147 4195',
  // Events, tables, histories and permissions like calls.
  'wm_on_restart_called: [204124773,com.nova.ui.MainActivity,performRestart',
  'setCallState, call = [133520540, DIALING, com.nova.phone/com.nova.Telecom]',
  'Read_top(KB): kworker/u16:3(13854) 1404 com.whatsapp(32163) 560 com.nova(30584) 152',
  'io_stats: m.android.phone(2733) 856 system_server(1525) 388',
  '   -1m15s231ms 093 00080030 -screen -wake_lock',
  '   -2h01m40s969ms 098 40000020 temp=260 volt=4075',
  'process 2026-05-14 15:25:06:273[0210-0211-0212]2026-05-14 15:25:06:274[0310-0311-0312]',
  'NxpNciX : len =   5 => 0300029961',
  'Permission [android.permission.CALL_PHONE] (40718830):',
  // Matrices, colours, points and counters like places.
  '0.000157 0.952283 0.000000 0.000000 0.000000 0.000000 1.000000',
  'ColorDisplayService:        1.000000 0.000000 0.000000 0.000000 0.000000 1.000000',
  'the value of RGB [45.486293 46.243724 46.116765]',
  'animateToFinalPosition RectF(9.375549, 19.803345, 1069.5566, 2307.1133)',
  'velocity = PointF(38.43787, 5.269931)',
  'V/AudioSink: setVolume(1.000000, 1.000000)',
  'alternativeRefreshRates=[60.000004, 120.00001], supportedHdrTypes=[2, 3]',
  'CellIdentityGsm:{ mMcc=null mLac=2147483647 mCid=2147483647}',
  'CellIdentityLte:{ mCi = 2147483647 mTac = 2147483647}',
  'scale 45.000000, 12.345678 of the matrix',
  'uid=10137(com.nova.lens) gid=10137(com.nova.lens)',
  '/data/dalvik-cache/arm64/system@framework@services.jar@classes.dex.wNzhPE.tmp',
  String.raw`at D:\home\site\wwwroot\app.js`,
  // Who runs a program, and whom a message is for.
  'chatty  : uid=10137(com.nova.lens) expire 1 line',
  'chatty  : uid=5513(vendor_cloudservice) identical 1 line',
  '/data/data/com.termux/files/home/git/swype/x.c',
  'stat /data/system/users/0/fpdata/x.bin GET /api/v9/users/@me',
  'HANS printMessageBody: RCVed message body: type = 0, port = 86870, caller_pid = 1471',
  'RecentApps: Package added: (user=UserHandle{0}) com.nova.lens',
  'duration:100 lock_user:mtkpower@1.0-se => ret_hdl:26684',
  'CONFIG_INOTIFY_USER=y',
  // Nobody's networks and machines.
  'cgroup_subsys=cpuset ssid=0 cpuset_cgrp_id=0',
  'Src: 00:00:00:00:00:00, Dst: ff:ff:ff:ff:ff:ff, MAC: 02:00:00:00:00:00',
  'mmc_hostname:mmc2, type:SDIO',
])('keeps: %s', (line) => {
  expect(cleanText(line)).toEqual({ text: line, removed: {} });
});

/** What the lines above leave, and its like does not. */
it.each([
  ['IMEI on its own 353456789012348', 'IMEI on its own <imei>'],
  ['AT< 262073921234567', 'AT< <imsi>'],
  ['354957030329224,490154203237518', '<imei>,<imei>'],
  [
    'chatty: account id 7, uid=1000(zquill) gid=1000(zquill)',
    'chatty: account id 7, uid=1000(<user>) gid=1000(<user>)',
  ],
  ['uid=10137(zoe.quill)', 'uid=10137(<user>)'],
  ['Cookie: a1b2c3d4e5f6a7b8c9; lang=de', 'Cookie: <token>'],
  ['Cookie: lang=de; n=1', 'Cookie: <token>'],
  ['try "Phone-WIFI"WPA_PSK SSID="Phone-WIFI"', 'try "<ssid>"WPA_PSK SSID="<ssid>"'],
  ['sms body: Hallo = bis um acht', 'sms body: <user>'],
  ['zoe@com-nova.org, zoe@it.nova.org', '<mail>, <mail>'],
  ['at 48.137154 11.576124', 'at <place>'],
  ['paid by 4111 1111 1111 1111', 'paid by <card>'],
])('of %s leaves %s', (line, cleaned) => {
  expect(cleanText(line).text).toBe(cleaned);
});
