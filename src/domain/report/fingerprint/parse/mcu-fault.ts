// Says what a microcontroller died of, from the words of its runtime.
import { distinctLines } from '../cut/per-line.ts';
import { messageTemplate } from '../normalise/message.ts';
import { baseName, rustFile } from '../normalise/paths.ts';
import { assertRules, type FaultRule, type McuFault, of, task } from './mcu-assert.ts';
import { readFrames } from './mcu-frames.ts';
import { barePairs } from './mcu-place.ts';
import { exceptionCause } from './mcu-status.ts';

/** Tasks that any firmware of a framework has. */
const commonTask = /^(?:main|loopTask|loop_task|IDLE|idle|ipc|Tmr Svc|esp_timer|sys_evt|tiT|wifi|async_tcp|mp_task)$/;

export const isCommonTask = (name: string): boolean => commonTask.test(task(name));

/** Where a stack ran over is chance, so the task tells it; a task that all have needs the place beside it. */
function overflowOf(name: string): McuFault {
  const words = [task(name)];
  return { fault: 'stack overflow', words, ...(words.some((word) => commonTask.test(word)) ? {} : { isWhole: true }) };
}

/** From the most telling to the least; the first rule that any line meets decides (reports.md 5). */
const rules: readonly FaultRule[] = [
  ...assertRules,
  {
    name: 'overflow seen by probe-run',
    pattern: /program has overflowed its stack/,
    fault: () => ({ fault: 'stack overflow', words: [] }),
  },
  {
    name: 'stack overflow of FreeRTOS',
    pattern: /A stack overflow in task (.{1,40}?) has been detected/,
    fault: (groups) => overflowOf(of(groups, 0)),
  },
  {
    name: 'stack canary',
    pattern: /Stack canary watchpoint triggered \((.{1,40}?)\)/,
    fault: (groups) => overflowOf(of(groups, 0)),
  },
  {
    name: 'stack overflow, as hooks of FreeRTOS say it',
    pattern:
      /[Tt]ask:? ["'`]?([\w.-]{1,40})["'`]? overflowed its stack|[Ss]tack overflow(?:ed)? (?:(?:in|of|for|on) )?(?:task|thread):? ["'`]?([\w.-]{1,40})/,
    fault: (groups) => overflowOf(of(groups, 0) || of(groups, 1)),
  },
  {
    // What keeps the processor busy, not the idle task that starves.
    name: 'task watchdog',
    pattern: /task_wdt: +CPU \d: ((?!IDLE)\S{1,40})/,
    fault: (groups) => ({ fault: 'task watchdog', words: [task(of(groups, 0))] }),
  },
  {
    name: 'task watchdog of an idle system',
    pattern: /task_wdt: +- (\S{1,40})/,
    fault: (groups) => ({ fault: 'task watchdog', words: [task(of(groups, 0))] }),
  },
  {
    // `Reason: Task wdt`, below `*** CRASH DETECTED ON PREVIOUS BOOT ***`
    name: 'crash handler of ESPHome',
    pattern: /^Reason: ([A-Z][A-Za-z]{2,30}(?: [A-Za-z]{2,20}){0,4})\s{0,4}$/,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'task watchdog alone',
    pattern: /Task watchdog got triggered/,
    fault: () => ({ fault: 'task watchdog', words: [] }),
  },
  {
    name: 'exception of ESP-IDF',
    pattern: /Guru Meditation Error(?:: Core\s{1,4}\d panic'ed \(([^)]{1,80})\)| of type (\w{1,60}) occurred)/,
    fault: (groups) => ({ fault: messageTemplate(of(groups, 0) || of(groups, 1)), words: [] }),
  },
  {
    name: 'corrupt heap',
    pattern: /CORRUPT HEAP: ([A-Za-z ]{1,40})/,
    fault: (groups) => ({ fault: 'corrupt heap', words: [of(groups, 0)] }),
  },
  {
    name: 'abort of ESP-IDF',
    pattern: /abort\(\) was called at PC 0x[0-9a-f]{8}/,
    fault: () => ({ fault: 'abort', words: [] }),
  },
  {
    name: 'brownout',
    pattern: /Brownout detector was triggered/,
    fault: () => ({ fault: 'brownout', words: [], isWhole: true }),
  },
  {
    name: 'exception of ESP8266',
    pattern:
      /^(?:Exception \((\d{1,2})\):|Fatal exception (\d{1,2})\(|Exception (\d{1,2}): [A-Z]|Exception cause: (\d{1,2})$)/,
    fault: (groups) => ({ fault: exceptionCause(groups.find((group) => group !== '') ?? ''), words: [] }),
  },
  {
    // What `ESP.getResetInfo()` of its Arduino core returns, which firmwares publish behind their own words.
    name: 'exception of ESP8266 as a reason to start',
    pattern: /Fatal exception:(\d{1,2}) flag:\d{1,2} \(EXCEPTION\) epc1:/,
    fault: (groups) => ({ fault: exceptionCause(of(groups, 0)), words: [] }),
  },
  {
    name: 'exception of ESP8266 on one line',
    pattern: /\breason=(\w{3,40}?)(?:Cause)? epc1=/,
    fault: (groups) => ({ fault: of(groups, 0), words: [] }),
  },
  {
    name: 'panic of ESP8266',
    pattern: /^Panic ([\w./]{1,120}):\d{1,6} (\S{1,80})/,
    fault: (groups) => ({ fault: 'panic', words: [baseName(of(groups, 0)), of(groups, 1)] }),
  },
  {
    name: 'reason of an abort on ESP8266',
    pattern: /^(ISR not in IRAM)!/,
    fault: (groups) => ({ fault: 'abort', words: [of(groups, 0)] }),
  },
  {
    name: 'abort of ESP8266',
    pattern: /^Abort called\s*$/,
    fault: () => ({ fault: 'abort', words: [] }),
  },
  {
    name: 'broken stack of ESP8266',
    pattern: /^(Stack (?:overflow|smashing)) detected/,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'watchdog of ESP8266',
    pattern: /(Soft|Hardware) WDT reset/i,
    fault: (groups) => ({ fault: `${of(groups, 0).toLowerCase()} watchdog`, words: [] }),
  },
  {
    name: 'core dump of ESP-IDF',
    pattern: /^exccause\s{1,12}0x[0-9a-f]{1,4} \((\w{1,40}?)(?:Cause)?\)/,
    fault: (groups) => ({ fault: of(groups, 0), words: [] }),
  },
  {
    name: 'cause told by CmBacktrace',
    pattern: /((?:Hard|Memory management|Bus|Usage|Debug) fault is caused by .{1,160})/,
    fault: (groups) => ({ fault: messageTemplate(of(groups, 0)), words: [] }),
  },
  {
    name: 'stack overflow of Zephyr',
    pattern: /ZEPHYR FATAL ERROR 2: (Stack overflow)/,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'fault of Zephyr',
    pattern: /\*{5} ((?:BUS|USAGE|MPU|HARD|SECURE|DEBUG|Reserved|DATA|PREFETCH|UNDEFINED) [A-Za-z ]{3,40}) \*{5}/i,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'fault of Mbed OS',
    pattern: /FaultType: (\w{3,40})|Error Message: (.{1,120})/,
    fault: (groups) => ({ fault: messageTemplate(of(groups, 0) || of(groups, 1)), words: [] }),
  },
  {
    name: 'panic of RIOT',
    pattern: /\*\*\* RIOT kernel panic(?: ?\(\d{1,3}\))?:?\s?(?:\[\d{1,3}\] )?(.{0,80})/,
    fault: (groups) => ({ fault: messageTemplate(of(groups, 0)) || 'panic', words: [] }),
  },
  {
    name: 'panic of Rust, as chips of Espressif print it',
    pattern: /A panic occurr?ed in '([^']{1,300})', at line \d{1,7}(?:, column \d{1,7})?:? ?(.{0,200})/,
    fault: (groups) => ({ fault: 'panic', words: [rustFile(of(groups, 0)), messageTemplate(of(groups, 1))] }),
  },
  {
    name: 'panic of Rust',
    pattern: /panicked at (?:'(.{0,160}?)'(?:, |$))?(?:([^\s:]{1,200}\.rs):\d{1,6})?/,
    fault: (groups) => ({
      fault: 'panic',
      words: [messageTemplate(of(groups, 0)), rustFile(of(groups, 1))].filter((word) => word !== ''),
    }),
  },
  {
    name: 'fatal error of Zephyr',
    pattern: /ZEPHYR FATAL ERROR \d{1,3}: ([\w -]{1,60}?)(?: on CPU \d)?\s*$/,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'exception of RISC-V',
    pattern: /EXCEPTION: ([A-Za-z/ ]{3,60})/,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'cause of RISC-V',
    pattern: /\bmcause\b\s{0,6}[:=]\s{0,4}(?:0x)?([0-9a-f]{1,8})/i,
    fault: (groups) => ({ fault: `mcause ${of(groups, 0).replace(/^0+(?=.)/, '')}`, words: [] }),
  },
  {
    name: 'exception of Xtensa on NuttX',
    pattern: /User Exception: EXCCAUSE=([0-9a-f]{1,8})/,
    fault: (groups) => ({ fault: exceptionCause(String(Number.parseInt(of(groups, 0), 16))), words: [] }),
  },
  {
    name: 'exception of Arm on NuttX',
    pattern: /(?:^|: )(Data abort|Prefetch abort|Undefined instruction)(?:\.| at 0x)/,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'exception of C++ on ESP8266',
    pattern: /Unhandled C\+\+ exception: (.{1,60})/,
    fault: (groups) => ({ fault: 'exception', words: [messageTemplate(of(groups, 0))] }),
  },
  {
    name: 'unhandled interrupt',
    pattern: /Unhandled interrupt \((\d{1,3})\)/,
    fault: (groups) => ({ fault: `interrupt ${of(groups, 0)}`, words: [] }),
  },
  {
    name: 'reset by watchdog',
    pattern: /(wdt reset|rst cause:4|TG[01]WDT_SYS_RESET|RTCWDT_RTC_RESET)/,
    fault: () => ({ fault: 'watchdog', words: [] }),
  },
  {
    name: 'smashed stack',
    pattern: /Stack smashing protect failure/,
    fault: () => ({ fault: 'stack smashing', words: [] }),
  },
  {
    name: 'fault by name',
    pattern: /(?<![A-Za-z])(hard|bus|usage|mem(?:ory ?)?manage(?:ment)?|mpu|secure)[ _-]?fault/i,
    fault: (groups) => ({ fault: `${of(groups, 0).toLowerCase()} fault`, words: [] }),
  },
];

/** A register dump says that something was wrong, if not what. */
export const registerDump = 'a register dump';
export const someFault: McuFault & { readonly rule: string } = { fault: 'fault', words: [], rule: registerDump };
const registers = /\b(?:pc|PC|r15|R15|mepc|MEPC|epc1)\b.{0,8}(?:0x)?[0-9a-fA-F]{7,8}\b/;

/** An access or an instruction that went wrong: each architecture has its own words for it, and some dumps have none. */
export const isOfProcessor = (fault: string): boolean =>
  /^(?:Load|Store|Instr|IllegalInstruction|Double exception|mcause [0-9a-f]$)|(?:access|address) (?:fault|misaligned)|illegal instruction|(?:data|prefetch) abort|(?:hard|bus|usage|mem\w*(?: ?management)?|mpu) ?fault/i.test(
    fault,
  );

export type FoundFault = McuFault & {
  readonly rule: string;
  /** Index of the line that told. */
  readonly at: number;
};

/** Null where no line tells. */
export function faultIn(lines: readonly string[]): FoundFault | null {
  const distinct = distinctLines(lines);
  for (const { name, pattern, fault } of rules) {
    for (const [line, at] of distinct) {
      const match = pattern.exec(line);
      if (match === null) continue;
      const found = fault(match.slice(1).map((text) => text ?? ''));
      return { ...found, words: found.words.filter((word) => word !== ''), rule: name, at };
    }
  }
  const dump = distinct.find(
    ([line]) => registers.test(line) || barePairs.test(line) || /^\s{0,8}Backtrace: ?0x(?:4|\S{0,20} 0x4)/.test(line),
  );
  return dump === undefined ? null : { ...someFault, at: dump[1] };
}

/** Functions that say of a stack alone, as tools decode it, what it is of. */
const dyingNames: readonly (readonly [fn: RegExp, fault: string])[] = [
  [/^(?:__assert|__assert_func|_assert|up_assert)$/, 'assert'],
  [/^task_wdt_isr$/, 'task watchdog'],
  [/^(?:panic_abort|esp_system_abort|abort|invoke_abort)$/, 'abort'],
];

/** One line may be of anything. */
const leastNames = 2;

/** People paste what a tool made of the addresses, without the words of the device. */
export function faultOfNames(lines: readonly string[]): FoundFault | null {
  const names = readFrames(lines).map(({ frame }) => frame.fn);
  if (names.length < leastNames) return null;
  const fault = dyingNames.find(([fn]) => names.some((name) => fn.test(name)))?.[1] ?? 'fault';
  return { fault, words: [], rule: 'a decoded stack', at: 0 };
}
