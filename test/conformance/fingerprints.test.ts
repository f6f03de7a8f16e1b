// Hostile texts against the fingerprints: a megabyte of anything has keys, and twice as much has the same ones.
// There is no clock here: whatever took more than linear time would not end before the test runner gives up.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../src/domain/report/fingerprint/fingerprint-text.ts';

const sizeChars = 1024 * 1024;
const filled = (piece: string, chars: number): string => piece.repeat(Math.ceil(chars / piece.length)).slice(0, chars);

/** What opens a kind, and what it is then filled with. */
const hostile: readonly (readonly [what: string, head: string, filling: string])[] = [
  ['one letter', '', 'a'],
  ['spaces', '', ' '],
  ['line ends', '', '\n'],
  ['carriage returns', '', '\r'],
  ['both', '', '\r\n'],
  ['zeros', '', '\0'],
  ['pairs of surrogates', '', '\u{1F600}'],
  ['halves of them', '', '\ud83d'],
  ['turning text', '', '\u202e'],
  ['brackets', 'FATAL EXCEPTION: x\n', '('],
  ['frames that open brackets', 'Caused by: a.b.C\n', '\tat a.b(('],
  ['causes', 'FATAL EXCEPTION: x\n', 'Caused by: a.b.C: d\n\tat a.b.c(D.java:1)\n'],
  ['heads of exceptions', '', 'FATAL EXCEPTION: x\n'],
  ['names of classes', '', 'a.b.c.d.'],
  ['frames on one line', '*** *** *** ***\n', '#00 pc 00001234  /x (a<'],
  ['mangled names that never end', '*** *** *** ***\n', '#00 pc 00001234  /x (_ZN1aI1bI1cINS_1aE'],
  ['substitutions', '*** *** *** ***\n', '    #00 pc 00001234  /x (_ZN1aISt1bIS_S0_S1_EEE)\n'],
  ['threads', 'DALVIK THREADS\n', '"a" prio=1 tid=1\n  - waiting to lock <0x1> (a b) held by thread 1\n'],
  ['quotes', 'DALVIK THREADS\n', '"'],
  ['headlines', '', 'BUG: KASAN: a in b+0x1\n'],
  ['headlines on one line', '', 'BUG: KASAN: a in '],
  ['half headlines', '', 'INFO: task '],
  ['warnings', '', 'WARNING: CPU: 1 PID: 2 at a/b.c:1 '],
  [
    'stacks of a kernel',
    '[    1.000000] BUG: unable to handle kernel paging request\n',
    '[    1.000000]  [<ffffffff>] f+0x1/0x2\n',
  ],
  ['prefixes', '', '<4>[    1.000000][    T1] [    1.000000]'],
  ['days', '', '01-01 00:00:00.000  1  2 E Tag: '],
  ['backtraces', 'abort() was called at PC 0x12345678\nBacktrace: ', '0x12345678:0x12345678 '],
  ['panics', '', "Guru Meditation Error: Core  0 panic'ed (A)\n"],
  ['sanitizers', '', 'ERROR: AddressSanitizer: a b c d e f '],
  ['numbered frames', 'Sanitizer: x\n', '#0 0x1234567 in '],
  ['checks', '', ':FATAL:a.cc(1)] Check failed: '],
  ['frames of a script', '', '    at foo (http://x/y.js:1:2)\n'],
  ['signs', '', 'a@b:1:2@'],
  ['calls of Opera', '', 'called from line 1, column 2 in a in '],
  ['files of Python', 'Traceback (most recent call last)\n', '  File "a", line 1, in b\n'],
  ['calls of Go', 'goroutine 1 [running]:\n', 'main.main()\n\t/a/b.go:1 +0x1\n'],
  ['open objects', '', '{"a":'],
  ['open lists', '{"stack":', '['],
  ['addresses', '', '0123456789abcdef'],
  ['pages', '', 'http://a.b/c?d=e&'],
  ['mails', '', 'a.b@c.d'],
  ['uuids', '', '01234567-0123-0123-0123-0123456789'],
  ['markup', '', '<script>alert(1)</script>'],
  ['escapes of a terminal', '', '\u001b]0;x\u0007'],
];

describe('a megabyte', () => {
  it.each(hostile)('of %s has keys, and a title that is safe to show', (_what, head, filling) => {
    const { keys, title, reading } = fingerprintText(head + filled(filling, sizeChars));
    for (const key of [keys.strict, keys.loose, keys.raw, ...keys.alt]) expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(title).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(title.length).toBeLessThanOrEqual(200);
    expect(reading.trace.frames.length).toBeLessThanOrEqual(2500);
  });

  it.each(hostile)('of %s more changes nothing: what is read is bounded', (_what, head, filling) => {
    const once = fingerprintText(head + filled(filling, sizeChars));
    const twice = fingerprintText(head + filled(filling, 2 * sizeChars));
    expect(twice.keys.strict).toBe(once.keys.strict);
  });
});
