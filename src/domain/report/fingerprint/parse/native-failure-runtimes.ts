// What language runtimes, frameworks and systems other than Android say when a native program dies in their care.
import { messageTemplate } from '../normalise/message.ts';
import { baseName, rustFile } from '../normalise/paths.ts';
import type { FailureRule } from './native-failure.ts';

const of = (groups: readonly string[], at: number): string => groups[at] ?? '';
const without = (words: readonly string[]): string[] => words.filter((word) => word !== '');
const template =
  (failure: string): FailureRule['failure'] =>
  (groups) => ({ failure, words: without([messageTemplate(of(groups, 0))]) });
const plain = (failure: string) => () => ({ failure, words: [] });
const first: FailureRule['failure'] = (groups) => ({ failure: of(groups, 0), words: [] });

/** Rules of one line are tried from top to bottom. */
export const runtimeRules: readonly FailureRule[] = [
  {
    // What a compiler says of itself: `x.rs:7:2: error: internal compiler error: no type for node`, `internal compiler error: in f, at tree.c:12`
    name: 'compiler',
    has: 'internal compiler error: ',
    pattern: /internal compiler error: (?!unexpected (?:panic|failure))(.{1,200})/,
    failure: template('internal compiler error'),
  },
  {
    name: 'panic of Rust',
    has: 'panicked at',
    pattern: /panicked at (?:'(.{0,200}?)'(?:, |$))?(?:((?:[A-Za-z]:\\)?[^\s:]{1,200}):\d{1,6})?/,
    failure: (groups) => ({
      failure: 'panic',
      words: without(
        /^Box<(?:dyn )?Any>$/.test(of(groups, 0)) ? [] : [messageTemplate(of(groups, 0)), rustFile(of(groups, 1))],
      ),
    }),
  },
  {
    // What the runtime says of any program's mistake is a class; what a programmer said is a word.
    name: 'error of the runtime of Go',
    has: 'runtime error: ',
    pattern:
      /^\s{0,16}panic: runtime error: (index out of range|slice bounds out of range|invalid memory address|integer divide by zero|makeslice|hash of unhashable|cgo argument)/,
    failure: (groups) => ({ failure: `panic: ${of(groups, 0)}`, words: [] }),
  },
  {
    name: 'panic of Go',
    has: 'panic: ',
    pattern: /^\s{0,16}panic: (.{1,200}?)(?: \[recovered[^\]]{0,20}\])?$/,
    failure: template('panic'),
  },
  {
    name: 'bad address in Go',
    has: 'unexpected fault address',
    pattern: /^unexpected fault address /,
    failure: () => ({ failure: 'fatal error', words: ['fault'] }),
  },
  { name: 'race seen by Go', has: 'DATA RACE', pattern: /^WARNING: DATA RACE$/, failure: plain('data race') },
  {
    name: 'signal in Go',
    has: 'SIG',
    pattern: /^(SIG[A-Z]{2,6}): (?:segmentation violation|illegal instruction|trace trap|bus error|abort|quit)\b/,
    failure: first,
  },
  {
    name: 'fatal error of Go',
    has: 'fatal error: ',
    pattern: /^\s{0,16}fatal error: (.{1,200})/,
    failure: template('fatal error'),
  },
  {
    name: 'Swift',
    has: 'atal error: ',
    pattern: /^(?:\S{1,200}: )?Fatal error: (.{1,200}?)(?:: file (\S{1,200}), line \d{1,7})?$/,
    failure: (groups) => ({
      failure: 'fatal error',
      words: without([messageTemplate(of(groups, 0)), baseName(of(groups, 1))]),
    }),
  },
  {
    name: 'exception of Objective-C',
    has: 'uncaught exception',
    pattern: /Terminating app due to uncaught exception '([\w.]{1,80})'/,
    failure: first,
  },
  {
    name: 'exception type of Apple',
    has: 'Exception Type:',
    pattern: /Exception Type:\s{1,12}(\S{1,60})/,
    failure: first,
  },
  {
    name: 'crash reason of a minidump in columns',
    has: 'Crash|',
    pattern: /^Crash\|([^|\s]{1,60})/,
    failure: first,
  },
  {
    name: 'crash reason of a minidump',
    has: 'Crash reason:',
    pattern: /Crash reason:\s{1,6}(\S{1,60})/,
    failure: first,
  },
  {
    name: 'exception of Windows',
    has: 'EXCEPTION_',
    pattern: /\b(EXCEPTION_(?!RECORD|POINTERS)[A-Z_]{4,40}(?: (?:reading|writing))?)/,
    failure: first,
  },
  {
    name: 'exception code of Windows',
    has: 'ExceptionCode:',
    pattern: /ExceptionCode: [0-9a-f]{8} \(([A-Za-z ]{3,60})/,
    failure: (groups) => ({ failure: of(groups, 0).trim().toLowerCase(), words: [] }),
  },
  {
    // `#  Internal Error (javaClasses.cpp:127), pid=240, tid=11544`
    name: 'error inside a Java VM',
    has: 'Error (',
    pattern: /^#\s{1,4}(Internal Error|Out of Memory Error) \(([\w.]{1,60}):\d{1,6}\)/,
    failure: (groups) => ({ failure: of(groups, 0).toLowerCase(), words: [of(groups, 1)] }),
  },
  {
    name: 'signal in a Java VM',
    has: ' at pc=',
    pattern: /^#\s{1,4}(SIG[A-Z]{2,6}|EXCEPTION_\w{4,40}|Internal Error) \(.{1,80}/,
    failure: first,
  },
  {
    name: 'signal seen by glog',
    has: ' received by PID',
    pattern: /\*\*\* (SIG[A-Z]{2,6}) .{0,40}received by PID/,
    failure: first,
  },
  {
    name: 'Python',
    has: 'Fatal Python error: ',
    pattern: /Fatal Python error: (.{1,120})/,
    failure: (groups) => ({ failure: messageTemplate(of(groups, 0)), words: [] }),
  },
  {
    name: 'Qt',
    has: 'ASSERT',
    pattern: /ASSERT(?: failure in (.{1,120}?))?: "(.{1,200}?)"(?:,| in) file (\S{1,200}?),? line \d{1,7}/,
    failure: (groups) => ({
      failure: 'ASSERT',
      words: without([of(groups, 0), messageTemplate(of(groups, 1)), baseName(of(groups, 2))]),
    }),
  },
  {
    name: 'GLib',
    has: 'ERROR:',
    pattern: /(?:^|[\s!])[\w.-]{0,40}:?ERROR:(\S{1,200}?):\d{1,7}:(\w{1,120}): (.{1,200})/,
    failure: (groups) => ({
      failure: 'ASSERT',
      words: without([of(groups, 1), messageTemplate(of(groups, 2)), baseName(of(groups, 0))]),
    }),
  },
  {
    name: 'systemd',
    has: 'Signal: ',
    pattern: /^\s{1,16}Signal: \d{1,3} \(([A-Z]{3,6})\)/,
    failure: (groups) => ({ failure: `SIG${of(groups, 0)}`, words: [] }),
  },
  {
    name: 'KDE',
    has: ', signal: ',
    pattern: /^Application: .{1,120}, signal: (.{1,40})$/,
    failure: (groups) => ({ failure: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'memory checker of valgrind',
    has: '== ',
    pattern:
      /^==\d{1,9}== ((?:Invalid (?:read|write|free)|Mismatched free|Conditional jump|Use of uninitiali[sz]ed|Jump to the invalid|Source and destination overlap|Syscall param)[^\d(]{0,80})/,
    failure: (groups) => ({ failure: of(groups, 0).trim().toLowerCase(), words: [] }),
  },
  {
    name: 'leak seen by valgrind',
    has: ' lost in loss record',
    pattern: /^==\d{1,9}== .{1,120} (?:definitely|indirectly|possibly) lost in loss record/,
    failure: plain('leak'),
  },
  {
    // Helgrind, and DRD: `Conflicting load by thread 3 at 0x0010c0a0 size 8`
    name: 'race seen by valgrind',
    has: '== ',
    pattern: /^==\d{1,9}== (?:Possible data race during|Conflicting (?:load|store) by thread)/,
    failure: plain('data race'),
  },
  {
    name: 'order of locks seen by valgrind',
    has: ': lock order "',
    pattern: /^==\d{1,9}== Thread #\d{1,6}: lock order "/,
    failure: plain('lock-order-inversion'),
  },
  {
    name: 'end under valgrind',
    has: 'Process terminating with default action',
    pattern: /== Process terminating with default action of signal \d{1,3} \((SIG[A-Z]{2,6})\)/,
    failure: first,
  },
  {
    name: 'stack of a thread of Rust',
    has: "' has overflowed its stack",
    pattern: /^thread '[^']{0,80}' has overflowed its stack/,
    failure: () => ({ failure: 'stack-overflow', words: [] }),
  },
  {
    name: 'class of a managed exception',
    has: 'Exception: ',
    pattern: /^(?:[\w/ .:[\]-]{0,80} )?((?:[A-Z]\w{0,60}\.){0,8}[A-Z]\w{2,80}Exception): .{0,200}$/,
    failure: first,
  },
  {
    name: 'managed runtimes',
    has: 'nhandled ',
    pattern: /nhandled [Ee]xception[.:]? ?(?:([\w.]{3,120}Exception): )?(.{0,200})$/,
    failure: (groups) => ({
      failure: of(groups, 0) || 'exception',
      words: of(groups, 0) === '' ? without([messageTemplate(of(groups, 1))]) : [],
    }),
  },
];
