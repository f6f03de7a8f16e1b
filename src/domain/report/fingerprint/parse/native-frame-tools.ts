// Frames of native code as memory checkers, virtual machines, log libraries and consoles of Windows print them.

/** What stands in the line; `number` counts from the innermost frame, null where the tool numbers nothing. */
export type PrintedFrame = { readonly name: string; readonly module: string; readonly number: number | null };

type PrintedForm = {
  readonly name: string;
  /** Cheap to ask of a line, and true of all that have the form. */
  readonly may: (line: string) => boolean;
  readonly pattern: RegExp;
  readonly frame: (groups: readonly string[]) => PrintedFrame;
};

const of = (groups: readonly string[], at: number): string => groups[at] ?? '';
const unnumbered = (name: string, module = ''): PrintedFrame => ({ name, module, number: null });

/** Anchored, and each repetition bounded. */
const forms: readonly PrintedForm[] = [
  {
    // `==123==    at 0x10916B: list_next (list.c:14)`, `==123==    by 0x4840899: malloc (in /usr/lib/x.so)`
    name: 'valgrind',
    may: (line) => line.startsWith('=='),
    pattern: /^==\d{1,9}== {1,8}(?:at|by) 0x[0-9A-Fa-f]{1,16}: (.{1,600}?)(?: \((?:in )?([^()]{1,300})\))?$/,
    frame: (groups) => unnumbered(of(groups, 0), of(groups, 1).split(':', 1)[0]),
  },
  {
    // `C  [libzip.so+0x1b2c]  inflate_block+0x4c`, and the same without a function
    name: 'machine code of a Java VM',
    may: (line) => /^[CVv] /.test(line),
    pattern: /^[CVv] {1,3}\[([^\]+]{1,200})(?:\+0x[0-9a-f]{1,16})?\](?: {1,4}(.{1,600}?))?$/,
    frame: (groups) => unnumbered(of(groups, 1), of(groups, 0)),
  },
  {
    // `j  a.b.C.d([BII)I+12`, `J 4123 c2 a.b.C.d(I)V (10 bytes) @ 0x00007f [0x00007f+0x2c]`
    name: 'managed code of a Java VM',
    may: (line) => /^[jJ] /.test(line),
    pattern: /^[jJ] {1,3}(?:\d{1,9}%? {1,3}(?:[cC][12] {1,3})?)?([\w$./<>]{3,400})\(/,
    frame: (groups) => unnumbered(of(groups, 0)),
  },
  {
    name: 'glog',
    may: (line) => line.startsWith(' ') && line.includes('@ '),
    pattern: /^\s{1,8}@\s{1,18}(?:0x)?[0-9a-f]{5,16}\s{1,4}(\S.{0,600})$/,
    frame: (groups) => unnumbered(of(groups, 0)),
  },
  {
    // ` 0# ns::f(int) at /src/a.cpp:12`, ` 1# 0x00007F1B in /lib/libc.so.6`
    name: 'Boost',
    may: (line) => line.includes('# '),
    pattern: /^ {0,3}(\d{1,4})# (.{1,600}?)(?: (?:at|in) (\S{1,300}?)(?::\d{1,7})?)?$/,
    frame: (groups) => ({
      name: /^0x[0-9A-Fa-f]{1,16}$/.test(of(groups, 1)) ? '' : of(groups, 1),
      module: of(groups, 2),
      number: Number(of(groups, 0)),
    }),
  },
  {
    // `#4    Source "/src/a.cpp", line 5, in f() [0x4016ff]`, `#5    Object "./demo", at 0x4012ad, in _start`
    name: 'backward-cpp',
    may: (line) => line.startsWith('#') && line.includes(' "'),
    pattern:
      /^#(\d{1,4}) {1,6}(?:Source|Object) "([^"]{1,300})", (?:line \d{1,7}|at 0x[0-9a-f]{1,16})(?:, in (.{1,600}?))?(?: \[0x[0-9a-f]{1,16}\])?$/,
    frame: (groups) => ({ name: of(groups, 2), module: of(groups, 1), number: Number(of(groups, 0)) }),
  },
  {
    // `000000a1`b2cff5a0 00007ff6`a1b2c3d4 : … : viewer!Scene::Draw+0x24 [c:\src\scene.cpp @ 91]`, `[Callstack] 0x0007 Game.exe!A::B() [C:\…]`
    name: 'debuggers of Windows',
    may: (line) => line.includes('!'),
    pattern:
      /^(?:[0-9a-f]{8}`?[0-9a-f]{8} .{0,200}: |.{0,80}\[Callstack\] 0x[0-9a-f]{1,16} |(?:[0-9a-f]{1,3} )?[0-9a-f]{8}(?:`[0-9a-f]{8})? [0-9a-f]{8}(?:`[0-9a-f]{8})? (?:[0-9a-f]{8} ){0,3})([\w.-]{1,100})!(.{1,600}?)(?:\+0x[0-9a-f]{1,8})?(?: \[.{1,300}\])?$/,
    // A place in no module is printed as `unknown!nova.exe`.
    frame: (groups) => unnumbered(of(groups, 0) === 'unknown' ? '' : of(groups, 1), of(groups, 0)),
  },
  {
    // `  * frame #0: 0x0000000100003f5c nova`ring_push(p=0x0) at ring.c:4:6`, `    frame #1: 0x00007fff libdyld.dylib`start + 1`
    name: 'debugger of LLVM',
    may: (line) => line.includes('frame #'),
    pattern:
      /^\s{0,8}(?:\* )?frame #(\d{1,4}): 0x[0-9a-f]{1,16} ([^`]{1,120})`(.{1,600}?)(?: \[inlined\].{0,80})?(?: \+ \d{1,9})?(?: at \S{1,300})?$/,
    frame: (groups) => ({ name: of(groups, 2), module: of(groups, 1), number: Number(of(groups, 0)) }),
  },
  {
    // `[#1] 0x7ffff7bc585a → Name: ring_push(ring=0x55)`, `[#2] 0x4005f0 → main()`
    name: 'extension of a debugger, numbered in brackets',
    may: (line) => line.startsWith('[#'),
    pattern: /^\[#(\d{1,3})\] 0x[0-9a-f]{4,16} (?:→|->) (?:Name: )?(.{1,600})$/,
    frame: (groups) => ({ name: of(groups, 1), module: '', number: Number(of(groups, 0)) }),
  },
  {
    // ` ► f 0     7ffff7751b48 ring_push+120`, `   1   0x7ffff7df2859 ring_feed+299`
    name: 'extension of a debugger, pointed at',
    may: (line) => line.startsWith(' '),
    pattern: /^ [► ] {1,2}(?:f )?(\d{1,3}) {1,8}(?:0x)?[0-9a-f]{6,16} ([A-Za-z_~][^\s[]{0,300})$/,
    frame: (groups) => ({ name: of(groups, 1), module: '', number: Number(of(groups, 0)) }),
  },
  {
    // ` 1: 0x55d0c1 node::Abort() [node]`, ` 2: 7ff6c0d1 f(int) [/srv/a.node]`
    name: 'Node.js',
    may: (line) => /^\s{0,12}\d{1,3}: (?:0x)?[0-9a-f]{6}/i.test(line),
    pattern:
      /^\s{0,12}(\d{1,3}): (?:0x[0-9a-fA-F]{5,16}|[0-9a-f]{6,16}(?= [^[]{1,600}\[)) (?![-@])([^[]{0,600}?) ?(?:\[([^\]]{1,300})\]?)?$/,
    frame: (groups) => ({ name: of(groups, 1), module: of(groups, 2), number: Number(of(groups, 0)) }),
  },
  {
    // `3|0|libnova.so|ring::push(int)|hg:src/ring.cc:0ade339|4|0x12`
    name: 'minidump in columns',
    may: (line) => line.includes('|'),
    pattern: /^\d{1,4}\|(\d{1,4})\|([^|]{0,120})\|([^|]{0,600})\|[^|]{0,300}\|\d{0,7}\|(?:0x[0-9a-f]{1,16})?$/,
    frame: (groups) => ({ name: of(groups, 2), module: of(groups, 1), number: Number(of(groups, 0)) }),
  },
  {
    // `\tblink::Scene::draw [0x00007FF6A1B2+123] (C:\src\scene.cc:12)`
    name: 'Chromium on Windows',
    may: (line) => line.includes(' [0x'),
    pattern: /^\s{0,8}([A-Za-z_~`][^[\]\\]{1,400}|\(No symbol\)) \[0x[0-9A-Fa-f]{4,16}\+\d{1,9}\](?: \(.{1,300}\))?$/,
    frame: (groups) => unnumbered(of(groups, 0) === '(No symbol)' ? '' : of(groups, 0)),
  },
  {
    // `   at Shop.Cart.Total() in /src/Cart.cs:line 42`, `  at Player.Update () [0x00012] in <0123>:0`
    name: '.NET and Mono',
    may: (line) => /^\s{1,6}at /.test(line),
    pattern:
      /^\s{1,6}at ([A-Za-z_][\w.`+<>$|]{2,300}) ?\((?!\S{1,300}:\d{1,7}:\d{1,7}\)).{0,400}?\)(?: \[0x[0-9a-f]{1,8}\])?(?: in .{1,300})?\s?$/,
    frame: (groups) => unnumbered(of(groups, 0).replace(/`\d+/g, '')),
  },
];

/** Null for lines that none of these tools print. */
export function parseToolFrame(line: string): PrintedFrame | null {
  for (const { may, pattern, frame } of forms) {
    const match = may(line) ? pattern.exec(line) : null;
    if (match !== null) return frame(match.slice(1).map((text) => text ?? ''));
  }
  return null;
}
