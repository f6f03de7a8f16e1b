// A bugreport of Android in small: the sections that dumpstate writes, with crashes of this build and of an older one, and with what is personal.

export const fingerprint = 'nova/n1/n1:15/AP4A.250105.002/42:user/release-keys';
const older = 'nova/n1/n1:15/AP4A.241205.001/41:user/release-keys';

export const javaTrace = (where: string): string =>
  [
    'java.lang.IllegalStateException: no camera for ada@nova.example',
    `\tat com.nova.${where}.open(${where}.java:41)`,
    `\tat com.nova.${where}.start(${where}.java:12)`,
    '\tat com.nova.Main.run(Main.java:7)',
  ].join('\n');

const logged = (tag: string, lines: readonly string[], { pid = 4242, at = '01-09 10:00:01' } = {}): string[] =>
  lines.map((line, index) => `${at}.${String(index).padStart(3, '0')}  ${pid}  ${pid} E ${tag}: ${line}`);

const fatal = (where: string, pid: number, at: string): string[] =>
  logged(
    'AndroidRuntime',
    ['FATAL EXCEPTION: main', `Process: com.nova.${where.toLowerCase()}, PID: ${pid}`, ...javaTrace(where).split('\n')],
    { pid, at },
  );

const boxEntry = (where: string, build: string, at: string): string =>
  [
    '========================================',
    `2026-${at} data_app_crash (text, 512 bytes)`,
    `Process: com.nova.${where.toLowerCase()}`,
    'PID: 77',
    `Build: ${build}`,
    '',
    javaTrace(where),
    '',
  ].join('\n');

export const tombstoneText = (fn: string, build = fingerprint, at = '2026-01-09 09:00:00'): string =>
  [
    '*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***',
    `Build fingerprint: '${build}'`,
    "Revision: '0'",
    "ABI: 'arm64'",
    `Timestamp: ${at}.123456789+0100`,
    'Cmdline: /vendor/bin/hw/nova.camera',
    'pid: 812, tid: 815, name: camera  >>> /vendor/bin/hw/nova.camera <<<',
    'signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x0000000000000010',
    'backtrace:',
    `      #00 pc 0000000000001044  /vendor/lib64/libring.so (${fn}+4) (BuildId: 0123456789abcdef0123456789abcdef)`,
    '      #01 pc 0000000000002044  /vendor/lib64/libring.so (nova_main+4) (BuildId: 0123456789abcdef0123456789abcdef)',
    '',
  ].join('\n');

/** Who owns the phone, as services tell it; none of it may be kept. */
export const personal = [
  'WIFI-SECRET-SSID',
  'carla.v@example.org',
  '+49 170 1234567',
  '490154203237518',
  '52.520008',
  'ada@nova.example',
];

export const bugreportText = (filler = 200): string =>
  [
    '========================================================',
    '== dumpstate: 2026-01-09 10:05:00',
    '========================================================',
    '',
    'Build: AP4A.250105.002',
    `Build fingerprint: '${fingerprint}'`,
    'Kernel: Linux version 6.1.99-nova (build@nova) #1 SMP',
    '',
    '------ SYSTEM LOG (logcat -v threadtime -v printable -v uid -d *:v) ------',
    '--------- beginning of main',
    ...Array.from(
      { length: filler },
      (_, at) => `01-09 10:00:00.${String(at % 1000).padStart(3, '0')}  1000  1000 I Nova: step ${at}`,
    ),
    ...fatal('Camera', 4242, '01-09 10:00:01'),
    '01-09 10:00:02.000  1000  1000 I WifiHAL: joined ssid="WIFI-SECRET-SSID"',
    ...fatal('Camera', 4301, '01-09 10:00:09'),
    ...fatal('Radio', 4400, '01-09 10:00:12'),
    "------ 0.300s was the duration of 'SYSTEM LOG' ------",
    '------ DROPBOX SYSTEM APP CRASHES (dumpsys dropbox -p system_app_crash) ------',
    'Drop box contents: 3 entries',
    boxEntry('Mail', fingerprint, '01-08 08:00:00'),
    boxEntry('Old', older, '01-02 08:00:00'),
    "------ 0.100s was the duration of 'DROPBOX SYSTEM APP CRASHES' ------",
    '-------------------------------------------------------------------------------',
    'DUMP OF SERVICE wifi:',
    'mWifiInfo SSID: "WIFI-SECRET-SSID", BSSID: 02:11:22:33:44:55, MAC: aa:bb:cc:dd:ee:ff',
    'DUMP OF SERVICE account:',
    '  Account {name=carla.v@example.org, type=com.google}',
    'DUMP OF SERVICE telephony.registry:',
    '  mLine1Number=+49 170 1234567 mImei=490154203237518',
    'DUMP OF SERVICE location:',
    '  last location=Location[gps 52.520008,13.404954 hAcc=5]',
    '',
  ].join('\n');

export const bugreportFiles = (): Record<string, string> => ({
  'version.txt': '2.0',
  'main_entry.txt': 'bugreport-n1-AP4A.txt',
  'bugreport-n1-AP4A.txt': bugreportText(),
  'FS/data/tombstones/tombstone_00': tombstoneText('nova_pull'),
  'FS/data/tombstones/tombstone_01': tombstoneText('nova_old', older, '2026-01-01 09:00:00'),
  'FS/data/anr/anr_2026-01-09-09-30-00': anrText(),
  'FS/proc/net/wifi': 'WIFI-SECRET-SSID',
});

export const anrText = (): string =>
  [
    '----- pid 990 at 2026-01-09 09:30:00.100 -----',
    'Cmd line: com.nova.home',
    `Build fingerprint: '${fingerprint}'`,
    'DALVIK THREADS (2):',
    '"main" prio=5 tid=1 Blocked',
    '  at com.nova.home.Shelf.load(Shelf.java:31)',
    '  - waiting to lock <0x0a> (a java.lang.Object) held by thread 2',
    '  at com.nova.home.Home.onResume(Home.java:9)',
    '',
    '"worker" prio=5 tid=2 Runnable',
    '  at com.nova.home.Store.read(Store.java:77)',
    '  at com.nova.home.Store.run(Store.java:5)',
    '',
    '----- end 990 -----',
    '',
  ].join('\n');
