// Makes the texts that fingerprinting is measured on: tombstones of the usual length, and texts that are made to take long.
import { openDice } from '../poll/dice.ts';

const libraries = ['libnovacam.so', 'libnovahal.so', 'libnovaui.so', 'libnovanet.so'];
const methods = ['push', 'pull', 'flush', 'open', 'close', 'bind', 'draw', 'merge'];
const classes = ['Ring', 'Pipe', 'Session', 'Frame', 'Surface', 'Cache'];

/** As debuggerd prints them: registers, a stack, memory around registers and the map, up to `chars` characters. */
export function tombstones(count: number, chars: number): string[] {
  const roll = openDice(7);
  const hex = (digits: number): string => Array.from({ length: digits }, () => roll(16).toString(16)).join('');
  const pick = (from: readonly string[]): string => from[roll(from.length)] ?? '';
  const frame = (at: number): string =>
    `      #${String(at).padStart(2, '0')} pc ${hex(16)}  /vendor/lib64/${pick(libraries)} (nova::${pick(classes)}::${pick(methods)}(int, std::__1::vector<nova::${pick(classes)}*, std::__1::allocator<nova::${pick(classes)}*>> const&)+${roll(900)}) (BuildId: ${hex(32)})`;
  return Array.from({ length: count }, () => {
    const lines = [
      '*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***',
      "Build fingerprint: 'nova/n1/n1:14/UP1A/12:user/release-keys'",
      "ABI: 'arm64'",
      `pid: ${roll(9999)}, tid: ${roll(9999)}, name: Binder:${roll(9999)}_2  >>> /vendor/bin/hw/nova.camera-service <<<`,
      `signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x${hex(12)}`,
      ...Array.from(
        { length: 8 },
        (_, at) => `    x${at}  ${hex(16)}  x${at + 8}  ${hex(16)}  x${at + 16}  ${hex(16)}  x${at + 24}  ${hex(16)}`,
      ),
      'backtrace:',
      ...Array.from({ length: 24 }, (_, at) => frame(at)),
      '',
      'memory near x0:',
    ];
    let text = lines.join('\n');
    while (text.length < chars) text += `\n    ${hex(16)} ${hex(16)} ${hex(16)}  ................`;
    return text.slice(0, chars);
  });
}

/** What opens a kind, and what a megabyte is then filled with. */
const shapes: readonly (readonly [name: string, head: string, filling: string])[] = [
  ['one line of letters', '', 'a'],
  ['line ends', '', '\n'],
  ['returns alone', '', '\r'],
  ['characters of two bytes', '', '\u202e'],
  ['open brackets', 'FATAL EXCEPTION: x\n', '('],
  ['causes of causes', 'FATAL EXCEPTION: x\n', 'Caused by: a.b.C: d\n\tat a.b.c(D.java:1)\n'],
  ['mangled names', '*** *** *** ***\n', '    #00 pc 00001234  /x (_ZN1aISt1bIS_S0_S1_EEE)\n'],
  [
    'threads that wait for themselves',
    'DALVIK THREADS\n',
    '"a" prio=1 tid=1\n  - waiting to lock <0x1> (a b) held by thread 1\n',
  ],
  ['headlines of a kernel', '', 'BUG: KASAN: a in b+0x1\n'],
  [
    'stacks of a kernel',
    '[    1.000000] BUG: unable to handle kernel paging request\n',
    '[    1.000000]  [<ffffffff>] f+0x1/0x2\n',
  ],
  ['addresses of a chip', 'abort() was called at PC 0x12345678\nBacktrace: ', '0x12345678:0x12345678 '],
  ['files of Python', 'Traceback (most recent call last)\n', '  File "a", line 1, in b\n'],
  ['frames of JavaScript', '', '    at foo (http://x/y.js:1:2)\n'],
  ['open objects', '', '{"a":'],
  ['ruled lines', '', `${'='.repeat(80)}\n`],
  ['lines of another program', '*** *** *** ***\n', '2026-06-12T10:11:12.123Z nova[12]: | x\n'],
  ['heads of logcat', '', '[ 06-12 10:11:12.123   812:  813 E/Nova ]\nx\n\n'],
];

export const hostileTexts = (chars: number): { readonly name: string; readonly text: string }[] =>
  shapes.map(([name, head, filling]) => ({
    name,
    text: head + filling.repeat(Math.ceil(chars / filling.length)).slice(0, chars),
  }));
