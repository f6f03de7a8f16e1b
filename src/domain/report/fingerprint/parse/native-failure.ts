// Says what a native program died of, from the line in which it, its sanitizer or its debugger says so.
import { messageTemplate } from '../normalise/message.ts';
import { baseName } from '../normalise/paths.ts';
import { runtimeRules } from './native-failure-runtimes.ts';

export type Failure = {
  readonly failure: string;
  /** Words that identify beside the frames: a condition, a library, a message. */
  readonly words: readonly string[];
  /** The function in which a check failed, where the line says so; a stack without frames has no other. */
  readonly at?: string;
};

export type FailureRule = {
  readonly name: string;
  /** A word of the line that is cheap to look for. */
  readonly has: string;
  readonly pattern: RegExp;
  readonly failure: (groups: readonly string[]) => Failure;
};

const plain = (failure: string) => (): Failure => ({ failure, words: [] });
const group = (groups: readonly string[], at: number): string => groups[at] ?? '';
const template =
  (failure: string) =>
  (groups: readonly string[]): Failure => ({
    failure,
    words: [messageTemplate(group(groups, 0))],
  });
const condition = (groups: readonly string[]): Failure => ({
  failure: 'CHECK',
  words: [messageTemplate(group(groups, 1).split(/;|\. |\.$/, 1)[0] ?? ''), baseName(group(groups, 0))].filter(
    (word) => word !== '',
  ),
});

/** `nova: ring.cc:12: void nova::push(int): A`: what the C library's check prints before the condition. */
const checkedFunction = (head: string): string =>
  (/:\d{1,7}: (.{1,600}): A?$/.exec(head)?.[1] ?? '').replace(/ \[with .*$/, '');

/** The first line that any rule takes decides; rules of one line are tried from top to bottom. */
const rules: readonly FailureRule[] = [
  {
    // As in tombstones: a null pointer and the offset of a member are another fault than a wild pointer.
    name: 'null pointer seen by a sanitizer',
    has: 'Sanitizer: SEGV on unknown address 0x',
    pattern: /Sanitizer: SEGV on unknown address 0x0{1,16}[0-9a-f]{0,3}\b/,
    failure: plain('segv-null'),
  },
  {
    name: 'sanitizer',
    has: 'Sanitizer',
    // With allocator_may_return_null a failed allocation is told and survived.
    pattern:
      /(?:ERROR|WARNING): (\w{2,24})Sanitizer:? (?!failed to allocate )(?:attempting )?([A-Za-z][\w ()-]{2,80}?)(?: on (?:unknown )?address| on a?|[:(;,]| 0x|$)/,
    failure: (groups) => ({ failure: group(groups, 1).trim().toLowerCase(), words: [] }),
  },
  {
    name: 'undefined behaviour',
    has: 'runtime error: ',
    pattern: /(?:(?:^|[\s(])(\S{1,300}?))?:\d{1,7}(?::\d{1,7})?: runtime error: (.{1,200})/,
    failure: (groups) => ({
      failure: 'undefined behaviour',
      words: [messageTemplate(group(groups, 1))],
      at: baseName(group(groups, 0)),
    }),
  },
  { name: 'leak', has: ' leak of ', pattern: /(Direct|Indirect) leak of /, failure: plain('leak') },
  {
    name: 'fuzzer',
    has: 'libFuzzer: ',
    pattern:
      /libFuzzer: (timeout|out-of-memory|deadly signal|fuzz target exited|fuzz target overwrites its const input)/,
    failure: (groups) => ({ failure: group(groups, 0), words: [] }),
  },
  {
    name: 'check of Chromium',
    has: 'failed',
    pattern: /:FATAL:([\w./-]{1,120})(?:\(\d{1,6}\)|:\d{1,6})\] (?:Security )?D?P?CHECK failed: (.{1,200})/i,
    failure: condition,
  },
  {
    name: 'check of glog',
    has: 'heck failed',
    pattern:
      /^F\d{4,8}\s{1,3}[\d:.]{8,20}\s{1,6}\d{1,8}\s{1,3}([\w./-]{1,120}):\d{1,6}\]\s{1,3}Check failed: (.{1,200})/,
    failure: condition,
  },
  {
    name: 'check of a sanitizer',
    has: 'CHECK failed: ',
    pattern: /()(?:[A-Z]\w{2,24}Sanitizer:? |Security |\b)D?CHECK failed: (?:\S{1,200}:\d{1,6} )?(.{1,200})/,
    failure: condition,
  },
  { name: 'check', has: 'heck failed: ', pattern: /()(?:Debug c|C)heck failed: (.{1,200})/, failure: condition },
  {
    name: 'fatal message of Chromium',
    has: ':FATAL:',
    pattern: /:FATAL:([\w./-]{1,120})(?:\(\d{1,6}\)|:\d{1,6})\] (.{1,200})/,
    failure: condition,
  },
  {
    name: 'fatal message of glog',
    has: '] ',
    pattern: /^F\d{4,8} {1,3}[\d:.]{8,20} {1,6}\d{1,8} {1,3}([\w./-]{1,120}):\d{1,6}\] (.{1,200})/,
    failure: condition,
  },
  {
    name: 'assertion of Gecko',
    has: 'ssertion failure: ',
    pattern: /()Assertion failure: (.{1,200}?)(?:, at \S{1,300}|$)/,
    failure: condition,
  },
  {
    name: 'crash of Gecko',
    has: 'MOZ_CRASH',
    pattern: /Hit MOZ_CRASH\((.{0,200}?)\)(?: at \S{1,300}|$)/,
    failure: template('MOZ_CRASH'),
  },
  {
    name: 'assertion of BSD',
    has: 'ssertion failed: (',
    pattern: /Assertion failed: \((.{1,200}?)\), function \w/,
    failure: template('ASSERT'),
  },
  {
    // Node.js, and the C library of Windows: `Assertion failed: n > 0, file src\ring.c, line 7`
    name: 'assertion of Node.js and Windows',
    has: 'Assertion failed: ',
    pattern: /^[#\s]{0,12}Assertion failed: ([^"].{0,199}?)(?:, file .{1,300})?$/,
    failure: template('ASSERT'),
  },
  {
    // `OpenCV(4.1.0) /src/loadsave.cpp:75: error: (-215:Assertion failed) ring > 0 in function 'open'`, and `OpenCV Error: Assertion failed (ring > 0) in open`
    name: 'assertion of OpenCV',
    has: 'Assertion failed',
    pattern: /(?:OpenCV|error: ).{0,200}Assertion failed(?:\) (.{1,200}?) in function| \((.{1,200})\) in )/,
    failure: (groups) => ({ failure: 'ASSERT', words: [messageTemplate(group(groups, 0) || group(groups, 1))] }),
  },
  {
    name: 'assertion',
    has: 'ssertion',
    // GLib's criticals are survived: the line after them is the one that kills.
    pattern: /^(?!.{0,80}-(?:CRITICAL|WARNING) \*\*)(.{0,600}?)ssertion [`'"]?(.{1,200}?)['"]? failed/,
    failure: (groups) => ({
      failure: 'ASSERT',
      words: [messageTemplate(group(groups, 1))],
      at: checkedFunction(group(groups, 0)),
    }),
  },
  {
    name: 'assertion in capitals',
    has: 'ASSERT',
    pattern: /ASSERT(?:ION)? FAIL(?:URE|ED)[: ]{1,2}(.{1,200})/,
    failure: template('ASSERT'),
  },
  ...runtimeRules,
  {
    name: 'uncaught exception',
    has: 'terminate called',
    pattern: /terminate called after throwing an instance of '([^']{1,200})'/,
    failure: (groups) => ({ failure: `exception ${group(groups, 0)}`, words: [] }),
  },
  {
    name: 'uncaught exception of libc++',
    has: 'uncaught exception of type',
    pattern: /uncaught exception of type ([^\s:]{1,200})/,
    failure: (groups) => ({ failure: `exception ${group(groups, 0)}`, words: [] }),
  },
  {
    name: 'stack smashing',
    has: 'stack smashing',
    pattern: /stack smashing detected/,
    failure: plain('stack smashing'),
  },
  {
    name: 'buffer overflow',
    has: 'buffer overflow detected',
    pattern: /buffer overflow detected/,
    failure: plain('buffer overflow'),
  },
  {
    name: 'heap check of glibc',
    has: '(',
    pattern:
      /(double free or corruption \([^\s()]{1,10}\)|(?:malloc|free|realloc|munmap_chunk|malloc_consolidate)\(\): [a-z][\w .-]{3,60})/,
    failure: (groups) => ({ failure: group(groups, 0), words: [] }),
  },
  {
    name: 'missing library',
    has: 'not found',
    pattern: /library ["'`]?([^"'`\s]{1,120})["'`]? not found/,
    failure: (groups) => ({ failure: 'missing library', words: [group(groups, 0)] }),
  },
  {
    name: 'missing library on Linux',
    has: 'shared librar',
    pattern: /error while loading shared libraries: ([^\s:]{1,120}):/,
    failure: (groups) => ({ failure: 'missing library', words: [group(groups, 0)] }),
  },
  {
    name: 'missing symbol',
    has: 'cannot locate symbol',
    pattern: /cannot locate symbol ["'`]([^"'`]{1,200})["'`]/,
    failure: (groups) => ({ failure: 'missing symbol', words: [group(groups, 0)] }),
  },
  {
    name: 'out of memory',
    has: 'out of memory',
    pattern: /Fatal (?:process|JavaScript) out of memory|JavaScript heap out of memory/,
    failure: plain('out of memory'),
  },
  {
    name: 'limit of a fuzzer',
    has: '========= ',
    pattern: /^========= (Timeout|Per-input timeout|RSS limit|Stack limit)\b/,
    failure: (groups) => ({ failure: group(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'detector of a fuzzer',
    has: '===BUG DETECTED: ',
    pattern: /===BUG DETECTED: ([^=]{3,80}?)(?:===|$)/,
    failure: (groups) => ({ failure: messageTemplate(group(groups, 0)).toLowerCase(), words: [] }),
  },
  { name: 'control flow', has: 'CFI: ', pattern: /CFI: Most likely a control flow/, failure: plain('control flow') },
  {
    name: 'engine of JavaScript',
    has: 'Runtime error in',
    pattern: /# Runtime error in (\S{1,200}?),? line \d/,
    failure: (groups) => ({ failure: 'runtime error', words: [baseName(group(groups, 0))] }),
  },
  { name: 'Trusty', has: 'Trusted App crash', pattern: /Trusted App crash/, failure: plain('trusted app crash') },
  {
    name: 'debugger',
    has: 'signal SIG',
    pattern: /(?:received|terminated with|with) signal (SIG[A-Z]{2,6})/,
    failure: (groups) => ({ failure: group(groups, 0), words: [] }),
  },
  {
    // `Stopped reason: SIGSEGV`, `[#0] Id 1, Name: "nova", stopped, reason: SIGSEGV`
    name: 'extensions of a debugger',
    has: 'eason: SIG',
    pattern: /\breason: (SIG[A-Z]{2,6})/,
    failure: (groups) => ({ failure: group(groups, 0), words: [] }),
  },
  {
    // `* thread #1, queue = 'main', stop reason = EXC_BAD_ACCESS (code=1, address=0x0)`
    name: 'debugger of LLVM',
    has: 'stop reason = ',
    pattern: /stop reason = (?:signal )?(SIG[A-Z]{2,6}|EXC_[A-Z_]{3,20})/,
    failure: (groups) => ({ failure: group(groups, 0), words: [] }),
  },
  {
    name: 'signal by number',
    has: 'eceived signal ',
    pattern: /eceived signal (\d{1,2})\b/,
    failure: (groups) => ({ failure: `signal ${group(groups, 0)}`, words: [] }),
  },
  {
    name: 'crash type of CASR',
    has: 'Crash type: ',
    pattern: /Crash type: (.{1,120})/,
    failure: (groups) => ({
      failure: group(groups, 0)
        .replace(/ near NULL/i, '')
        .toLowerCase(),
      words: [],
    }),
  },
  {
    name: 'shell',
    has: 'fault',
    pattern: /(Segmentation fault|Bus error|Floating point exception)/i,
    failure: (groups) => ({ failure: group(groups, 0).toLowerCase(), words: [] }),
  },
];

/** Null for lines that say nothing of the kind. */
export function failureIn(line: string): (Failure & { readonly rule: string }) | null {
  for (const { name, has, pattern, failure } of rules) {
    if (!line.includes(has)) continue;
    const match = pattern.exec(line);
    if (match !== null) return { ...failure(match.slice(1).map((text) => text ?? '')), rule: name };
  }
  return null;
}

/** `READ of size 8`, `The signal is caused by a WRITE memory access`: which way an access went is part of its class. */
export const accessIn = (line: string): string =>
  /^\s{0,6}(READ|WRITE) of size/.exec(line)?.[1] ?? /caused by a (READ|WRITE) memory access/.exec(line)?.[1] ?? '';

/** What the first telling line says. */
export function firstFailure(lines: readonly string[], say: typeof failureIn = failureIn): Failure | null {
  for (const line of lines) {
    const failure = say(line);
    if (failure !== null) return failure;
  }
  return null;
}
