// Words by which a kind of crash is known, wherever in a log it stands.
import { headlineWords } from '../kernel/headlines.ts';
import type { TraceKind } from '../trace.ts';

export type Marker = { readonly kind: TraceKind; readonly word: string };

const markers = (kind: TraceKind, words: readonly string[]): Marker[] => words.map((word) => ({ kind, word }));

/** The earliest of these in a text decides. */
export const certainMarkers: readonly Marker[] = [
  ...markers('anr', [
    'ANR in ',
    'DALVIK THREADS',
    '"main" prio=',
    '----- pid ',
    '----- Waiting Channels',
    'Subject: Input dispatching',
    'Subject: Broadcast of Intent',
    'Subject: executing service',
    'Subject: Context.startForegroundService',
  ]),
  ...markers('tombstone', ['*** *** *** ***', ' >>> ', 'Abort message: ']),
  ...markers('java', ['FATAL EXCEPTION', 'Exception in thread "', 'Caused by: ', '\tat ']),
  ...markers('mcu', [
    'Guru Meditation Error',
    'abort() was called at PC',
    '\nassert failed: ',
    'ESP_ERROR_CHECK failed',
    'CORE DUMP START',
    'Task watchdog got triggered',
    'A stack overflow in task',
    'CORRUPT HEAP',
    'Brownout detector',
    'epc1=0x',
    'Soft WDT reset',
    'ZEPHYR FATAL ERROR',
    ' FAULT *****',
    'MbedOS Fault Handler',
    'MbedOS Error Info',
    'Fault on thread ',
    'Fault on interrupt',
    'HardFault',
    'Hard Fault',
    'HARD FAULT',
    'hard fault',
    'CFSR',
    'up_assert',
    'up_registerdump',
    'RIOT kernel panic',
    'ASSERTION FAIL [',
    'Backtrace: 0x',
    'Backtrace:0x',
    'probe-run',
    '<Exception entry>',
    'rst cause:',
    'CUT HERE FOR EXCEPTION DECODER',
    'Unhandled interrupt (',
    'xPSR',
    'EXCCAUSE',
    'MCAUSE',
    'mcause',
    'Stack smashing protect failure',
    'arm_hardfault',
    'riscv_exception',
    '(HOST) ',
    '<exception entry>',
    ' register dump:',
  ]),
  ...markers('native', [
    'Sanitizer: ',
    'CANNOT LINK EXECUTABLE',
    'terminate called ',
    'panicked at ',
    'Trusted App crash',
    'Crash type: ',
    'Crash reason: ',
    'Program received signal',
    'terminated with signal',
    'Check failed: ',
    'CHECK failed: ',
    'goroutine ',
    'Traceback (most recent call last)',
    '# Fatal error in',
    'runtime error: ',
    'Received signal ',
    'stack smashing detected',
    'error while loading shared libraries',
    'double free or corruption',
    'Exception Type: ',
    'Thread 0 (crashed)',
  ]),
  ...markers('kernel', headlineWords),
];

export type Sign = { readonly kind: TraceKind; readonly pattern: RegExp };

/** Where no word is certain, the form of a line is. Searched in the head of a text only. */
export const lineSigns: readonly Sign[] = [
  { kind: 'tombstone', pattern: /^.{0,120}#\d\d {1,4}pc [0-9a-f]{8}/m },
  { kind: 'mcu', pattern: /^assert failed: |^Exception \(\d{1,2}\):/m },
  { kind: 'native', pattern: /^\s{0,8}#0 {1,4}(?:0x[0-9a-f]{4,16} )?\S/m },
  { kind: 'native', pattern: /^\S{1,200}:\d{1,6}: .{1,200}: Assertion / },
  {
    kind: 'java',
    pattern:
      /^\s{0,8}at (?:[\w$]{1,80}\.){1,12}[\w$<>]{1,80}\((?:[\w.$]{1,80}\.(?:java|kt)|Unknown Source|Native Method|SourceFile)/m,
  },
  { kind: 'js', pattern: /^\s{0,40}(?:at .{0,200}:\d{1,7}:\d{1,7}\)?|[^\s@]{0,120}@\S{1,300}:\d{1,7}(?::\d{1,7})?)$/m },
  { kind: 'mcu', pattern: /^.{0,60}\b(?:pc|PC|r15|R15)\b.{0,8}(?:0x)?[0-9a-fA-F]{8}\b/m },
  { kind: 'java', pattern: /^(?:[a-z][\w$]{0,40}\.){1,10}[A-Z][\w$]{1,80}(?:Exception|Error)\b/m },
];
