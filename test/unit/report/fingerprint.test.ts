// Fingerprints: equal for the same fault on two devices, different for two faults.
import { describe, expect, it } from 'vitest';
import { deriveCrashKey, deriveFingerprint } from '../../../src/domain/report/fingerprint.ts';

const java = (line: number, extra = '') => `FATAL EXCEPTION: main
Process: com.nova.camera, PID: ${line}
java.lang.NullPointerException: Attempt to invoke virtual method on a null object ${extra}
	at com.nova.camera.Preview.start(Preview.java:${line})
	at com.nova.camera.Main.onResume(Main.java:${line + 4})
	at android.app.Activity.performResume(Activity.java:8212)`;

const native = (base: number) => `signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x${base.toString(16)}
      #00 pc 00000000000${base.toString(16)}  /system/lib64/libcamera.so (Frame::lock()+${base % 90})
      #01 pc 00000000000${(base + 64).toString(16)}  /system/lib64/libcamera.so (Queue::pop(int)+${base % 70})`;

const kernel = (address: string) => `Unable to handle kernel paging request at virtual address ${address}
 [<${address}>] nova_isp_irq+0x${address.slice(-3)}/0x420
 [<${address}>] handle_irq_event+0x58/0x120`;

const crash = (text: string, title = 'crash') => deriveFingerprint({ kind: 'crash', title, text });

describe('deriveFingerprint', () => {
  it.each([
    ['java', java(41), java(57, 'reference')],
    ['native', native(0x1f3a8), native(0x2b4c0)],
    ['kernel', kernel('ffffffc0081234ab'), kernel('ffffffc0089876fe')],
    ['no stack', 'watchdog bit after 30 s on cpu 1', 'watchdog  bit after 45 s on cpu 3'],
  ])('is the same for one %s fault with other addresses, lines and numbers', (_, one, other) => {
    expect(one).not.toBe(other);
    expect(crash(one)).toBe(crash(other));
  });

  it('differs by class, by frames, and by kind', () => {
    const all = [
      crash(java(41)),
      crash(java(41).replace('NullPointerException', 'IllegalStateException')),
      crash(java(41).replace('Preview.start', 'Preview.stop')),
      crash(native(0x1f3a8)),
      deriveFingerprint({ kind: 'bug', title: 'crash', text: java(41) }),
      deriveFingerprint({ kind: 'idea', title: 'crash', text: java(41) }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('goes by the title where there is no crash', () => {
    const bug = (title: string, text: string) => deriveFingerprint({ kind: 'bug', title, text });
    expect(bug('Camera hangs after 3 photos.', 'one')).toBe(bug('camera hangs  after 12 photos', 'other'));
    expect(bug('Camera hangs', 'same')).not.toBe(bug('Torch stays on', 'same'));
  });

  it('reads only the class and the top frames', () => {
    expect(deriveCrashKey({ title: 't', text: java(41) }).split('\n')).toEqual([
      'java.lang.NullPointerException',
      'com.nova.camera.Preview.start(Preview.java:<n>)',
      'com.nova.camera.Main.onResume(Main.java:<n>)',
      'android.app.Activity.performResume(Activity.java:<n>)',
    ]);
  });

  it('falls back on the title when the text says nothing', () => {
    expect(crash(' \n\n', 'Reboots in a loop')).toBe(crash('\n', 'Reboots in a loop'));
    expect(crash(' \n\n', 'Reboots in a loop')).not.toBe(crash(' \n\n', 'Freezes'));
  });
});
