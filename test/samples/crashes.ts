// Invented crashes of one kind each, as devices print them; `other` is the same fault met by another device and build.

export type CrashSample = {
  readonly kind: string;
  readonly one: string;
  readonly other: string;
  readonly title: string;
};

const threadtime = (text: string, pid: number, tag: string): string =>
  text
    .split('\n')
    .map((line, at) => `06-0${1 + (pid % 8)} 12:00:0${at % 10}.123  ${pid}  ${pid + 1} E ${tag}: ${line}`)
    .join('\n');

const java = (line: number): string => `FATAL EXCEPTION: main
Process: com.nova.camera, PID: ${line}
java.lang.RuntimeException: Unable to resume activity {com.nova.camera/com.nova.camera.Main}: java.lang.IllegalStateException: no surface
	at android.app.ActivityThread.performResumeActivity(ActivityThread.java:${line})
	at android.app.ActivityThread.main(ActivityThread.java:${line + 9})
Caused by: java.lang.IllegalStateException: no surface
	at android.view.Surface.checkNotReleased(Surface.java:${line})
	at com.nova.camera.Preview$2.lambda$start$${line % 7}(Preview.java:${line})
	at com.nova.camera.Main.onResume(Main.java:${line + 4})
	at android.app.Activity.performResume(Activity.java:8212)
	... 2 more`;

const tombstone = (
  base: number,
  names: readonly [string, string],
): string => `*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***
Build fingerprint: 'nova/n1/n1:14/${base}/1:user/release-keys'
ABI: 'arm64'
pid: ${base}, tid: ${base + 2}, name: Binder:${base}_2  >>> /vendor/bin/hw/nova.camera-service <<<
signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x${(base % 4000).toString(16)}
    x0  00000000${base.toString(16)}  x1  0000000000000001

backtrace:
      #00 pc 00000000004${base.toString(16)}  /apex/com.android.runtime/lib64/bionic/libc.so (__memcpy_aarch64_simd+${base % 90}) (BuildId: ${'ab'.repeat(10)})
      #01 pc 0000000000${base.toString(16)}  /vendor/lib64/libnovacam.so (${names[0]}+${base % 70})
      #02 pc 0000000000${base.toString(16)}  /vendor/lib64/libnovacam.so (${names[1]}+${base % 50})
      #03 pc 0000000000${base.toString(16)}  /apex/com.android.runtime/lib64/bionic/libc.so (__pthread_start(void*)+208)`;

const anr = (tid: number): string => `----- pid ${tid} at 2026-11-0${1 + (tid % 9)} 10:00:00 -----
Cmd line: com.nova.mail

"main" prio=5 tid=1 Blocked
  | group="main" sCount=1 ucsCount=0 flags=1 obj=0x7${tid}0 self=0xb4000${tid}
  at com.nova.mail.Inbox.count(Inbox.java:${tid})
  - waiting to lock <0x0${tid}> (a java.lang.Object) held by thread ${tid}
  at com.nova.mail.Main.onResume(Main.java:${tid})

"sync-${tid}" prio=5 tid=${tid} Sleeping
  at java.lang.Thread.sleep(Native method)
  at com.nova.mail.Sync.pull(Sync.java:${tid})
  at com.nova.mail.Sync.run(Sync.java:9)`;

const kernel = (
  offset: string,
): string => `[  ${offset}.633749] ==================================================================
[  ${offset}.633767] BUG: KASAN: slab-use-after-free in nova_isp_irq+0x${offset}/0x420
[  ${offset}.633774] Read of size 8 at addr ffff8880${offset}0 by task camera/${offset}
[  ${offset}.633796] CPU: 0 PID: ${offset} Comm: camera Not tainted 6.6.${offset} #29
[  ${offset}.633841] Call Trace:
[  ${offset}.633851]  dump_stack+0x${offset}/0x128
[  ${offset}.633860]  kasan_report+0x15e/0x360
[  ${offset}.633867]  ? nova_isp_poll+0x1/0x2
[  ${offset}.633888]  nova_isp_irq+0x${offset}/0x420
[  ${offset}.633896]  handle_irq_event+0x58/0x120`;

const native = (
  base: number,
): string => `==${base}==ERROR: AddressSanitizer: heap-use-after-free on address 0x6020${base} at pc 0x55${base} bp 0x7ff sp 0x7fe
READ of size 8 at 0x6020${base} thread T0
    #0 0x55${base}0 in __interceptor_memcpy (/out/nova+0x${base})
    #1 0x55${base}1 in nova::Frame::lock(int) /src/nova/frame.cc:${base}:7
    #2 0x55${base}2 in nova::Queue<nova::Frame>::pop() /src/nova/queue.h:${base}:3
    #3 0x55${base}3 in LLVMFuzzerTestOneInput /src/nova/fuzz.cc:9:3

freed by thread T0 here:
    #0 0x55${base}4 in free (/out/nova+0x1)`;

const mcu = (words: string): string => `${words}
Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.

Core  0 register dump:
PC      : 0x400d15f1  PS      : 0x00060b30  A0      : 0x800d1609  A1      : 0x3ffb21d0

Backtrace: 0x400d15ee:0x3ffb21d0 0x400d1606:0x3ffb21f0`;

const chrome = `TypeError: Cannot read properties of null (reading 'shutter')
    at Preview.open (https://nova.example/assets/app.3f2a9c1d.js:10:11)
    at new Main (https://nova.example/assets/app.3f2a9c1d.js:20:12)
    at https://nova.example/assets/app.3f2a9c1d.js:30:1`;
const firefox = `open@https://nova.example/assets/app.77aa01ee.js:11:3
Main@https://nova.example/assets/app.77aa01ee.js:21:4
@https://nova.example/assets/app.77aa01ee.js:31:2`;

export const crashSamples: readonly CrashSample[] = [
  {
    kind: 'java',
    one: java(41),
    other: threadtime(java(87), 2041, 'AndroidRuntime'),
    title: 'IllegalStateException in com.nova.camera.Preview$.lambda$start',
  },
  {
    kind: 'tombstone',
    one: tombstone(0x1f3a8, ['nova::Frame::lock(int)', 'nova::Queue<nova::Frame>::pop()']),
    other: threadtime(
      tombstone(0x1f7c0, ['_ZN4nova5Frame4lockEi', '_ZN4nova5QueueINS_5FrameEE3popEv']),
      1077,
      'DEBUG   ',
    ),
    title: 'SEGV-null in nova::Frame::lock (nova.camera-service)',
  },
  { kind: 'anr', one: anr(17), other: anr(23), title: 'ANR in com.nova.mail at com.nova.mail.Sync.pull' },
  {
    kind: 'kernel',
    one: kernel('67'),
    other: kernel('81').replaceAll('] ', '][    T7] '),
    title: 'KASAN: slab-use-after-free Read in nova_isp_irq',
  },
  { kind: 'native', one: native(1234), other: native(987), title: 'heap-use-after-free READ in nova::Frame::lock' },
  {
    kind: 'mcu',
    one: mcu('rst:0x1 (POWERON_RESET)'),
    other: mcu('I (31) boot: chip revision: 3'),
    title: 'LoadProhibited in 0x400d15f1',
  },
  {
    kind: 'js',
    one: chrome,
    other: JSON.stringify({ name: 'TypeError', message: 'this.camera is null', stack: firefox }),
    title: 'TypeError in open',
  },
  {
    kind: 'text',
    one: 'Camera hangs after 3 photos.\nEvery time.',
    other: 'camera  hangs after 12 photos\nToday.',
    title: 'Camera hangs after 3 photos.',
  },
];
