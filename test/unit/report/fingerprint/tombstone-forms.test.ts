// Tombstones as other systems and consoles print them.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const strict = (text: string): string => fingerprintText(text).keys.strict;
const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');

describe('a crash log of GrapheneOS', () => {
  const library = '/data/app/~~q1w2e3r4==/com.nova.game-5t6y7u==/lib/arm64/libnova.so';
  const log = (...frames: string[]) =>
    [
      'type: crash',
      'osVersion: google/shiba/shiba:14/AP1A.240505.005/2024051500:user/release-keys',
      'uid: 10142 (u:r:untrusted_app_32:s0:c142,c256,c512,c768)',
      'cmdline: com.nova.game',
      'processUptime: 16s',
      '',
      'abortMessage: the herd is gone',
      '',
      'signal: 11 (SIGSEGV), code 9 (SEGV_MTESERR), faultAddr 900ca8d22c48930',
      'threadName: trampoline',
      'MTE: enabled',
      '',
      'backtrace:',
      ...frames.map((frame) => `    ${frame}`),
    ].join('\n');
  const named = log(
    `${library} (Herd::forget(Cow*)+104, pc c7fdc)`,
    `${library} (Herd::move()+216, pc c57a0)`,
    '/system/lib64/libhwui.so (Canvas::draw()+8, pc 11ff80)',
    '<anonymous:7f1200> (pc 11d0a4)',
  );

  it('has a signal, a process and frames', () => {
    const { kind, title, reading } = fingerprintText(named);
    expect([kind, title]).toEqual(['tombstone', 'SEGV in Herd::forget (com.nova.game)']);
    expect(reading.parts.strict).toEqual(['SEGV', 'the herd is gone', 'Herd::forget', 'Herd::move', 'Canvas::draw']);
    expect(reading.trace.frames.at(0)).toEqual({ fn: 'Herd::forget', module: 'libnova.so', pc: 'c7fdc' });
    expect(reading.trace.frames.at(-1)).toEqual({ fn: '', module: '[anon]', pc: '11d0a4' });
  });

  it('is the crash that debuggerd tells of', () => {
    const told = [
      'pid: 1, tid: 2, name: trampoline  >>> com.nova.game <<<',
      'signal 11 (SIGSEGV), code 9 (SEGV_MTESERR), fault addr 0x0700ca8d22c48930',
      "Abort message: 'the herd is gone'",
      'backtrace:',
      '      #00 pc 00000000000c8000  /data/app/com.nova.game-1/lib/arm64/libnova.so (Herd::forget(Cow*)+104)',
      '      #01 pc 00000000000c57c0  /data/app/com.nova.game-1/lib/arm64/libnova.so (Herd::move()+216)',
      '      #02 pc 000000000011ff90  /system/lib64/libhwui.so (Canvas::draw()+8)',
    ].join('\n');
    expect(strict(told)).toBe(strict(named));
  });

  it('has neither an address where the program gave up, nor always a reason', () => {
    const gave = named.replace(/signal: .*/, 'signal: 6 (SIGABRT), code -1 (SI_QUEUE)');
    expect(words(gave)).toBe('ABRT | the herd is gone | Herd::forget | Herd::move | Canvas::draw');
    expect(fingerprintText(gave.replace('the herd', 'Check failed: herd')).kind).toBe('tombstone');
    const silent = gave.replace('abortMessage: the herd is gone\n\n', '');
    expect(words(silent)).toBe('ABRT | Herd::forget | Herd::move | Canvas::draw');
  });

  it('without a name is of its app and its library', () => {
    const bare = log(
      '/data/app/com.nova.game-1/base.apk (pc 57c99fc)',
      '/data/app/com.nova.game-1/base.apk (pc 57c85ec)',
    );
    expect(words(bare)).toContain('com.nova.game | SEGV');
    expect(strict(bare)).not.toBe(strict(bare.replaceAll('com.nova.game', 'com.nova.other')));
  });

  it.each(['    /system/lib64/libnova.so (pc )', '    /etc/hosts (see pc 12)', '    /a (b+1, pc 12'])(
    'has no frame in %j',
    (line) => {
      expect(fingerprintText(log(line)).reading.trace.frames).toEqual([]);
    },
  );
});

describe('frames that a console lists', () => {
  const frames = [
    '  #00  pc 0x00000000000832a8  /apex/com.android.runtime/lib64/bionic/libc.so (abort+160)',
    '  #01  pc 0x000000000033e4d0  /data/app/com.nova.phone-1/split_config.arm64_v8a.apk!libnova.so (lock_line+12)',
    '  #02  pc 0x00000000002c0ce4  /data/app/com.nova.phone-1/split_config.arm64_v8a.apk!libnova.so (end_call+28)',
  ];

  it('are a tombstone, though nothing else of it was copied', () => {
    const { kind, reading } = fingerprintText(['Backtrace:', ...frames].join('\n'));
    expect(kind).toBe('tombstone');
    expect(reading.trace.frames.map(({ fn }) => fn)).toEqual(['abort', 'lock_line', 'end_call']);
  });

  it('are counted twice by a tracker, which puts the build behind each', () => {
    const counted = frames.map((frame, at) => `${at + 1}\t${frame.trim()} [arm64-v8a::3aed9f052c0d3a0c]`);
    const { kind, reading } = fingerprintText(['SIGSEGV(SEGV_MAPERR)', '', ...counted].join('\n'));
    expect([kind, reading.trace.failure]).toEqual(['tombstone', 'SEGV']);
    expect(reading.trace.frames.map(({ fn }) => fn)).toEqual(['abort', 'lock_line', 'end_call']);
    const bare = fingerprintText('1\t#00 pc 001e02c8 /data/app/com.nova-1/lib/arm/libnova.so [armeabi-v7a::3aed9f05]');
    expect(bare.reading.trace.frames).toEqual([{ fn: '', module: 'libnova.so', pc: '1e02c8' }]);
  });

  it('have their signal in the words above them', () => {
    const listed = '#00 pc 0x665070 libnova.so \n#01 pc 0x749ea0 libnova.so \n#02 pc 0xb2fd0 libc.so ';
    const text = `Crashed: Thread :  SIGSEGV  0x0000000000000020\n${listed}`;
    expect(fingerprintText(text)).toMatchObject({ kind: 'tombstone', title: expect.stringContaining('SEGV-null in') });
    expect(fingerprintText(`Crashed: nobody knows\n${listed}`).reading.trace.failure).toBe('');
  });
});

it('reads whose process it was where the line was broken before it, though it looks like a quotation', () => {
  const broken = [
    '*** *** *** *** ***',
    'pid: 8288, tid: 8288, name: nova',
    '>>> com.nova.app <<<',
    'signal 6 (SIGABRT)',
  ];
  expect(fingerprintText(broken.join('\n')).reading.trace.process).toBe('com.nova.app');
});
