// Whole logs as people attach them: which of the deaths they tell of are heard, and in which encodings and forms.

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { systemInflate } from '../../../../src/adapters/system/inflate.ts';
import { sourceOfBytes } from '../../../../src/app/archive-source.ts';
import { openGzip, openText } from '../../../../src/app/open-archive.ts';
import { listCrashes } from '../../../../src/domain/report/bugreport/gather-crashes.ts';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { textCodec } from '../../../../src/wire/text-codec.ts';
import { field, message } from '../../../samples/protobuf.ts';

const ports = { inflate: systemInflate, codec: textCodec };
const titles = (crashes: readonly { text: string }[]) => crashes.map(({ text }) => fingerprintText(text).title);

const at = (second: number) => `11-20 10:00:${String(second).padStart(2, '0')}.000`;
const said = (second: number, pid: number, level: string, tag: string, ...lines: readonly string[]) =>
  lines.map((line) => `${at(second)}  ${pid}  ${pid} ${level} ${tag}: ${line}`);

const noise = Array.from({ length: 200 }, (_, step) =>
  said(1, 700, 'I', 'NovaSync', `step ${step} of a long day`),
).flat();
const handled = said(
  2,
  700,
  'W',
  'NovaSync',
  'could not ask',
  'java.net.UnknownHostException: Unable to resolve host',
  '\tat com.nova.sync.Client.ask(Client.java:31)',
  '\tat com.nova.sync.Worker.run(Worker.java:12)',
);
const died = said(
  5,
  812,
  'E',
  'AndroidRuntime',
  'FATAL EXCEPTION: main',
  'Process: com.nova.mail, PID: 812',
  'java.lang.IllegalStateException: no folder',
  '\tat com.nova.mail.Folders.open(Folders.java:18)',
  '\tat com.nova.mail.Inbox.show(Inbox.java:40)',
);
const systemDied = said(
  7,
  640,
  'E',
  'AndroidRuntime',
  '*** FATAL EXCEPTION IN SYSTEM PROCESS: android.display',
  'java.lang.NullPointerException: no window',
  '\tat com.android.server.wm.NovaWindows.place(NovaWindows.java:77)',
  '\tat com.android.server.wm.NovaLayout.run(NovaLayout.java:5)',
);

describe('a log', () => {
  it('tells of the death of the system, too', () => {
    expect(titles(listCrashes([...noise, ...died, ...systemDied].join('\n')))).toEqual([
      'IllegalStateException in com.nova.mail.Folders.open',
      'NullPointerException in com.android.server.wm.NovaWindows.place',
    ]);
  });

  it('has its crash below what was handled before', async () => {
    const text = [...handled, ...noise, ...died].join('\n');
    expect(titles(listCrashes(text))).toEqual(['IllegalStateException in com.nova.mail.Folders.open']);
    expect(fingerprintText(text).title).toBe('IllegalStateException in com.nova.mail.Folders.open');
  });

  it('is read where an editor prints the head of a message above its lines once', () => {
    const one = (second: number, where: string) => [
      `2026-11-20 10:00:0${second}.000 812-812/com.nova.mail E/AndroidRuntime: FATAL EXCEPTION: main`,
      '    Process: com.nova.mail, PID: 812',
      '    java.lang.IllegalStateException: no folder',
      `        at com.nova.mail.${where}(Folders.java:18)`,
      '        at com.nova.mail.Inbox.show(Inbox.java:40)',
      '2026-11-20 10:00:09.000 812-812/com.nova.mail I/Process: Sending signal. PID: 812 SIG: 9',
    ];
    expect(titles(listCrashes([...one(1, 'Folders.open'), ...noise, ...one(5, 'Folders.close')].join('\n')))).toEqual([
      'IllegalStateException in com.nova.mail.Folders.open',
      'IllegalStateException in com.nova.mail.Folders.close',
    ]);
  });

  it('tells once of a process that does not answer, by the window and by its process', () => {
    const window = said(
      3,
      640,
      'I',
      'WindowManager',
      'ANR in Window{cbff653 u0 com.nova.mail/com.nova.mail.Inbox}. Reason:cbff653 com.nova.mail/com.nova.mail.Inbox is not responding. Waited 5001ms for MotionEvent',
    );
    const process = said(
      4,
      640,
      'E',
      'ActivityManager',
      'ANR in com.nova.mail (com.nova.mail/.Inbox)',
      'PID: 812',
      'Reason: Input dispatching timed out (cbff653 com.nova.mail/com.nova.mail.Inbox is not responding. Waited 5001ms for MotionEvent)',
    );
    expect(titles(listCrashes([...noise, ...window, ...process].join('\n')))).toEqual([
      'ANR in com.nova.mail: Input dispatching timed out',
    ]);
  });

  it.each([
    ['a shell of Windows', (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
    ['a phone that ends a name with a zero', (text: string) => Buffer.from(text.replace('long day', 'long day\0'))],
    ['a phone that pads its end with zeros', (text: string) => Buffer.from(`${text}\n${'\0'.repeat(50_000)}`)],
  ])('is heard as %s writes it', async (_, write) => {
    const bytes = write([...noise, ...died, ...systemDied].join('\n'));
    const expected = [
      'NullPointerException in com.android.server.wm.NovaWindows.place',
      'IllegalStateException in com.nova.mail.Folders.open',
    ];
    expect(titles((await openText(ports, bytes)).crashes)).toEqual(expected);
    expect(titles((await openGzip(ports, sourceOfBytes(gzipSync(bytes)))).crashes)).toEqual(expected);
  });
});

it('a tombstone in protobuf is read as one in gzip, too, though nothing in it is no text', async () => {
  const frame = message(field(4, 'nova_pull'), field(6, '/system/lib64/libnova.so'));
  const tombstone = message(
    field(2, 'nova/1.2.0'),
    field(5, 42),
    field(6, 42),
    field(9, 'com.nova.mail'),
    field(10, message(field(1, 11), field(2, 'SIGSEGV'))),
    field(16, message(field(1, 42), field(2, message(field(1, 42), field(4, frame))))),
  );
  expect(tombstone).not.toContain(0);
  const { crashes } = await openGzip(ports, sourceOfBytes(gzipSync(tombstone)));
  expect(titles(crashes)).toEqual(['SEGV in nova_pull (com.nova.mail)']);
});

describe('the death that a log tells of', () => {
  it.each([
    ['an exception that was caught', handled],
    ['a warning of a program', said(2, 217, 'D', 'slp', '[slp] WARNING: [hdr] init version=1.1')],
    [
      'a warning of the kernel',
      said(2, 0, 'W', '', 'WARNING: CPU: 7 PID: 53 at drivers/base/core.c:2281 create_file+0x11c/0x168'),
    ],
  ])('is not %s before it', (_, before) => {
    expect(fingerprintText([...before, ...noise, ...died].join('\n')).title).toBe(
      'IllegalStateException in com.nova.mail.Folders.open',
    );
  });

  it('is none where a program writes a warning and goes on', () => {
    const text = said(2, 217, 'D', 'slp', '[slp] WARNING: [hdr] init version=1.1', 'INFO: ready').join('\n');
    expect(fingerprintText(text).kind).toBe('text');
  });

  it.each([
    ['12.5', 'Unable to handle kernel', 'in nova_read'],
    ['0.9', 'WARNING', 'in nova_probe'],
  ])('of a kernel is at %s seconds no warning of its boot: %s', (second, _, end) => {
    const text = [
      '[    0.800000] WARNING: CPU: 1 PID: 1 at drivers/nova/core.c:10 nova_probe+0x1c/0x68',
      '[    0.800001] Call trace:',
      '[    0.800002]  nova_probe+0x1c/0x68',
      ...Array.from({ length: 40 }, (_, step) => `[    0.81${String(step).padStart(4, '0')}] nova: step ${step}`),
      `[   ${second.padStart(3)}00000] Unable to handle kernel NULL pointer dereference at virtual address 00000010`,
      `[   ${second.padStart(3)}00001] pc : nova_read+0x20/0x80`,
      `[   ${second.padStart(3)}00002] Call trace:`,
      `[   ${second.padStart(3)}00003]  nova_read+0x20/0x80`,
    ].join('\n');
    expect(fingerprintText(text)).toMatchObject({ kind: 'kernel', title: expect.stringContaining(end) });
  });

  it('of an app that a service refused is where the app asked', () => {
    const refused = (app: string) =>
      said(
        5,
        812,
        'E',
        'AndroidRuntime',
        'FATAL EXCEPTION: main',
        `Process: com.nova.${app}, PID: 812`,
        'java.lang.SecurityException: Neither user 10157 nor current process has android.permission.VIBRATE.',
        '\tat android.os.Parcel.createExceptionOrNull(Parcel.java:3057)',
        '\tat android.os.IVibratorManager$Stub$Proxy.vibrate(IVibratorManager.java:500)',
        `\tat com.nova.${app}.Game.shake(Game.java:77)`,
        'Caused by: android.os.RemoteException: Remote stack trace:',
        '\tat android.app.ContextImpl.enforce(ContextImpl.java:2226)',
        '\tat com.android.server.vibrator.VibratorManagerService.vibrate(VibratorManagerService.java:400)',
      ).join('\n');
    expect(['play', 'mail'].map((app) => fingerprintText(refused(app)).title)).toEqual([
      'SecurityException in com.nova.play.Game.shake',
      'SecurityException in com.nova.mail.Game.shake',
    ]);
  });
});
