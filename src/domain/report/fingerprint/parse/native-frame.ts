// A frame of native code as debuggers, sanitizers, unwinders and runtimes print it.
import { functionName } from '../normalise/function-name.ts';
import { baseName } from '../normalise/paths.ts';
import type { Frame } from '../trace.ts';
import { parseToolFrame } from './native-frame-tools.ts';

export type NumberedFrame = {
  readonly frame: Frame /** Its number in the stack; null where it has none. */;
  readonly number: number | null;
};

type FrameForm = { readonly name: string; readonly parse: (line: string) => NumberedFrame | null };

/** Tried from top to bottom; each pattern is anchored. */
const forms: readonly FrameForm[] = [
  { name: 'other tools', parse: parseOther },
  { name: 'numbered by a hash', parse: parseHashed },
  { name: 'Trusty', parse: parseTrusty },
  { name: 'minidump', parse: parseMinidump },
  { name: 'Apple', parse: parseApple },
  { name: 'Rust', parse: parseRust },
  { name: 'glibc', parse: parseGlibc },
];

export function parseNativeFrame(line: string): NumberedFrame | null {
  for (const { parse } of forms) {
    const found = parse(line);
    if (found !== null) return found;
  }
  return null;
}

const named = (name: string, module: string, number: number | null): NumberedFrame => {
  const fn = /^(?:n\/a|\?\?\??|<unknown>|\(unknown\)|\(null\)|<null>|)$/.test(name.trim()) ? '' : functionName(name);
  return { frame: { fn, module: baseName(module), pc: '' }, number };
};

/** `#1 0x7f in f(int) /a/b.c:1:2`, `#1  0x7f in f (x=1) at b.c:1`, `#1 0x7f (/lib/x.so+0x12)`, `#1 0x7f ns::f()`. */
function parseHashed(line: string): NumberedFrame | null {
  const match = /^\s{0,100}#(\d{1,4})\s{1,6}(?:(?:0x)?([0-9a-f]{6,16})(?::0x[0-9a-f]{8})?\s{1,6})?(?:in )?(.*)$/.exec(
    line,
  );
  const rest = match?.[3]?.trim();
  if (match === null || rest === undefined || rest === '') return null;
  const number = Number(match[1]);
  if (rest.startsWith('<signal handler'))
    return { frame: { fn: '<signal handler called>', module: '', pc: '' }, number };
  const inModule = /^\((\S{1,300}?)\+0x[0-9a-f]{1,16}\)/.exec(rest)?.[1];
  if (inModule !== undefined) return named('', inModule, number);
  // Machine code of a C library that its source alone names: `/glibc/string/../multiarch/strlen-avx2.S:59`
  const assembled = /^\/\S{0,300}\/([\w-]{1,80})\.S:\d{1,6}$/.exec(rest)?.[1];
  if (assembled !== undefined) return named(assembled.replaceAll('-', '_'), '', number);
  if (rest.startsWith('/')) return named('', rest.split(' ', 1)[0] ?? '', number);
  const { name, module } = splitPlace(rest);
  return named(name, module, number);
}

/** Takes the source place or module off the end of a function. */
function splitPlace(rest: string): { readonly name: string; readonly module: string } {
  const argumentsAt = argumentsStart(rest);
  if (argumentsAt !== -1) return { name: rest.slice(0, argumentsAt), module: moduleBehind(rest) };
  const bare = rest.replace(/ \(BuildId: [0-9a-f]{1,64}\)$/, '');
  const module = moduleBehind(bare);
  const name = bare
    .replace(/ at \S{1,300}:(?:\d{1,7}|\?)(?: \(discriminator \d{1,4}\))?$/, '')
    .replace(/ \(\S{1,300}\+0x[0-9a-f]{1,16}\)$/, '')
    .replace(/ (?:[/\\]|[A-Za-z]:[\\/])\S{1,500}$/, '')
    .replace(/ \S{1,300}:(?:\d{1,7}|\?)(?::\d{1,6})?$/, '');
  return { name, module };
}

/** Debuggers put a space before the bracket of the arguments; names have none, but for the anonymous namespace. */
function argumentsStart(rest: string): number {
  let at = rest.indexOf(' (');
  while (at !== -1 && rest.startsWith(' (anonymous', at)) at = rest.indexOf(' (', at + 2);
  if (
    at === -1 ||
    /^ \(\S{1,300}\+0x[0-9a-f]{1,16}\)/.test(rest.slice(at, at + 330)) ||
    rest.startsWith(' (BuildId', at)
  )
    return -1;
  return at;
}

const moduleBehind = (rest: string): string =>
  / \((\S{1,300}?) ?\+ ?0x[0-9a-f]{1,16}\)/.exec(rest)?.[1] ?? / from (\S{1,300})$/.exec(rest)?.[1] ?? '';

function parseOther(line: string): NumberedFrame | null {
  const found = parseToolFrame(line);
  return found === null ? null : named(found.name, found.module, found.number);
}

/** `uSP+0x01d0: 0x000000000001b048 in fe_invert /usr/…/internal.h:845`; frames of the kernel below it are not its own. */
function parseTrusty(line: string): NumberedFrame | null {
  const match = /^\s{0,24}[uk]SP\+0x[0-9a-f]{1,8}: 0x[0-9a-f]{1,16} in (\S{1,200})/.exec(line);
  if (match === null) return null;
  return line.trimStart().startsWith('k')
    ? { frame: { fn: '', module: 'lk.elf', pc: '' }, number: null }
    : named(match[1] ?? '', '', null);
}

/** ` 3  libfoo.so!ns::f(int) [f.cc : 12 + 0x4]`, and the same without a function. */
function parseMinidump(line: string): NumberedFrame | null {
  const match =
    /^\s{0,4}(\d{1,4}) {1,4}([\w.+@ -]{1,120})(?:!(.{1,600}?)(?: \[.{1,300}\]| \+ 0x[0-9a-f]{1,16})?| \+ 0x[0-9a-f]{1,16})$/.exec(
      line,
    );
  return match === null ? null : named(match[3] ?? '', match[2] ?? '', Number(match[1]));
}

/** `4   libsystem_c.dylib   0x00007fff2034a406 abort + 125` */
function parseApple(line: string): NumberedFrame | null {
  const match =
    /^(\d{1,4}) {2,5}(\S{1,100}(?: \S{1,40}){0,3})\s{1,40}0x[0-9a-f]{8,16} (.{1,600}?) \+ \d{1,9}(?: \(.{1,200}\))?$/.exec(
      line,
    );
  if (match === null) return null;
  const { 2: module = '', 3: printed = '' } = match;
  // A stripped library of the system is told by whatever it exports before the place: `abort` may be printed as `err`.
  const isUntrue = printed.startsWith('0x') || module.startsWith('libsystem_c.');
  return named(isUntrue ? '' : printed.replace(symbolicated, ''), module, Number(match[1]));
}

/** What a tool of Apple leaves of an offset within a name that has brackets: `-[NSObject+ 1045168 (NSObject) f:]`. */
const symbolicated = /\+ \d{1,9} (?=\()/;

/** `   4: core::panicking::panic_fmt`, `   4:     0x55d0 - core::panicking::panic_fmt` */
function parseRust(line: string): NumberedFrame | null {
  const match = /^\s{1,30}(\d{1,4}): {1,8}(?:0x[0-9a-f]{1,16} [-@] )?([<_A-Za-z].{0,600})$/.exec(line);
  return match === null ? null : named(match[2] ?? '', '', Number(match[1]));
}

/** `/usr/lib/libx.so.1(f+0x1b)[0x7f12]` */
function parseGlibc(line: string): NumberedFrame | null {
  const match =
    /^(?:\[bt\] (?:\(\d{1,3}\) )?)?([^\s()]{1,300})\(([^()+]{0,300})(?:\+0x[0-9a-f]{1,16})?\) ?\[0x[0-9a-f]{1,16}\]/.exec(
      line,
    );
  return match === null ? null : named(match[2] ?? '', match[1] ?? '', null);
}
