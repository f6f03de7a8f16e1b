// Says what a microcontroller died of, from the words of its runtime.
import { messageTemplate } from '../normalise/message.ts';
import { baseName } from '../normalise/paths.ts';
import { barePairs } from './mcu-place.ts';

export type McuFault = {
  readonly fault: string;
  /** What identifies beside the place: condition and function of an assertion, the task that overflowed. */
  readonly words: readonly string[];
  /** The words are the identity: the place where it was noticed adds nothing. */
  readonly isWhole?: true;
};

type FaultRule = {
  readonly name: string;
  readonly pattern: RegExp;
  readonly fault: (groups: readonly string[]) => McuFault;
};

const of = (groups: readonly string[], at: number): string => (groups[at] ?? '').trim();
const task = (name: string): string => name.trim().replace(/\d+$/, '');

/** From the most telling to the least; the first rule that any line meets decides (reports.md 5). */
const rules: readonly FaultRule[] = [
  {
    name: 'assertion of ESP-IDF',
    pattern: /^assert failed: (.{0,120}?) ([\w./\\-]{1,200}\.\w{1,4}):\d{1,6}(?: \((.{0,200}?)\))?\s*$/,
    fault: (groups) => ({
      fault: 'assert',
      words: [of(groups, 0), baseName(of(groups, 1)), messageTemplate(of(groups, 2))],
      isWhole: true,
    }),
  },
  {
    name: 'assertion of newlib',
    pattern: /assertion "(.{1,200}?)" failed: file "([^"]{1,200})", line \d{1,6}(?:, function: (.{1,120}))?/,
    fault: (groups) => ({
      fault: 'assert',
      words: [of(groups, 2), baseName(of(groups, 1)), messageTemplate(of(groups, 0))],
      isWhole: true,
    }),
  },
  {
    name: 'checked error of ESP-IDF',
    pattern: /ESP_ERROR_CHECK failed: esp_err_t \S{1,12} \((\w{1,60})\)/,
    fault: (groups) => ({ fault: 'error check', words: [of(groups, 0)] }),
  },
  {
    name: 'assertion of Zephyr',
    pattern: /ASSERTION FAIL \[(.{1,200}?)\] @ ([^\s:]{1,200})/,
    fault: (groups) => ({
      fault: 'assert',
      words: [messageTemplate(of(groups, 0)), baseName(of(groups, 1))],
      isWhole: true,
    }),
  },
  {
    name: 'assertion of RT-Thread',
    pattern: /\((.{1,200})\) assertion failed at function:(\w{1,80})/,
    fault: (groups) => ({ fault: 'assert', words: [of(groups, 1), of(groups, 0)], isWhole: true }),
  },
  {
    name: 'assertion of TizenRT',
    pattern: /Assertion failed (?:CPU\d )?at file: ?(\S{1,200}) line:? ?\d{1,6} task: ?(\S{1,60})/,
    fault: (groups) => ({ fault: 'assert', words: [baseName(of(groups, 0)), task(of(groups, 1))] }),
  },
  {
    name: 'overflow seen by probe-run',
    pattern: /program has overflowed its stack/,
    fault: () => ({ fault: 'stack overflow', words: [] }),
  },
  {
    name: 'assertion of NuttX',
    pattern:
      /[Aa]ssertion failed (?:at file: ?(\S{1,200}) line: ?\d{1,6} task: ?(\S{1,60})|(.{0,80}): at file: (\S{1,200}?):\d{1,6} task: ?(\S{1,60}))/,
    fault: (groups) => ({
      fault: 'assert',
      words: [baseName(of(groups, 0) || of(groups, 3)), task(of(groups, 1) || of(groups, 4)), of(groups, 2)],
    }),
  },
  {
    name: 'stack overflow of FreeRTOS',
    pattern: /A stack overflow in task (.{1,40}?) has been detected/,
    fault: (groups) => ({ fault: 'stack overflow', words: [task(of(groups, 0))], isWhole: true }),
  },
  {
    name: 'stack canary',
    pattern: /Stack canary watchpoint triggered \((.{1,40}?)\)/,
    fault: (groups) => ({ fault: 'stack overflow', words: [task(of(groups, 0))], isWhole: true }),
  },
  {
    name: 'stack overflow, as hooks of FreeRTOS say it',
    pattern:
      /[Tt]ask:? ["'`]?([\w.-]{1,40})["'`]? overflowed its stack|[Ss]tack overflow(?:ed)? (?:(?:in|of|for|on) )?(?:task|thread):? ["'`]?([\w.-]{1,40})/,
    fault: (groups) => ({
      fault: 'stack overflow',
      words: [task(of(groups, 0) || of(groups, 1))],
      isWhole: true,
    }),
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
    pattern: /^(?:Exception \((\d{1,2})\):|Fatal exception (\d{1,2})\(|Exception (\d{1,2}): [A-Z])/,
    fault: (groups) => ({ fault: `exception ${of(groups, 0) || of(groups, 1) || of(groups, 2)}`, words: [] }),
  },
  {
    name: 'panic of ESP8266',
    pattern: /^Panic ([\w./]{1,120}):\d{1,6} (\S{1,80})/,
    fault: (groups) => ({ fault: 'panic', words: [baseName(of(groups, 0)), of(groups, 1)] }),
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
    name: 'fault of Zephyr',
    pattern: /\*{5} ((?:BUS|USAGE|MPU|HARD|SECURE|DEBUG|Reserved) [A-Za-z ]{3,40}) \*{5}/i,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'fault of Mbed OS',
    pattern: /FaultType: (\w{3,40})|Error Message: (.{1,120})/,
    fault: (groups) => ({ fault: messageTemplate(of(groups, 0) || of(groups, 1)), words: [] }),
  },
  {
    name: 'panic of RIOT',
    pattern: /\*\*\* RIOT kernel panic:?\s?(.{0,80})/,
    fault: (groups) => ({ fault: messageTemplate(of(groups, 0)) || 'panic', words: [] }),
  },
  {
    name: 'panic of Rust',
    pattern: /panicked at (?:'(.{0,160}?)'(?:, |$))?(?:([^\s:]{1,200}\.rs):\d{1,6})?/,
    fault: (groups) => ({
      fault: 'panic',
      words: [messageTemplate(of(groups, 0)), baseName(of(groups, 1))].filter((word) => word !== ''),
    }),
  },
  {
    name: 'fatal error of Zephyr',
    pattern: /ZEPHYR FATAL ERROR \d{1,3}: ([\w -]{1,60}?)(?: on CPU \d)?\s*$/,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'assertion of NuttX, later form',
    pattern: /Assertion failed ?(.{0,80}?):? at file: ?(\S{1,200}?):\d{1,6}(?: task(?:\(CPU\d\))?: ?(\S{1,60}))?/,
    fault: (groups) => ({ fault: 'assert', words: [of(groups, 0), baseName(of(groups, 1)), task(of(groups, 2))] }),
  },
  {
    name: 'exception of RISC-V',
    pattern: /EXCEPTION: ([A-Za-z ]{3,60})/,
    fault: (groups) => ({ fault: of(groups, 0).toLowerCase(), words: [] }),
  },
  {
    name: 'cause of RISC-V',
    pattern: /\bmcause\b\s{0,6}[:=]\s{0,4}(?:0x)?([0-9a-f]{1,8})/i,
    fault: (groups) => ({ fault: `mcause ${of(groups, 0).replace(/^0+(?=.)/, '')}`, words: [] }),
  },
  {
    name: 'assertion of Mynewt',
    pattern: /Assert @ 0x[0-9a-f]{1,8} - ([\w./-]{1,200}):\d{1,6}/,
    fault: (groups) => ({ fault: 'assert', words: [baseName(of(groups, 0))] }),
  },
  {
    name: 'checked error of nRF5',
    pattern: /ERROR \d{1,6} \[(\w{1,60})\] at ([\w.:/\\ -]{1,200}):\d{1,6}/,
    fault: (groups) => ({ fault: 'error check', words: [of(groups, 0), baseName(of(groups, 1))] }),
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
    pattern: /\b(hard|bus|usage|mem(?:ory ?)?manage(?:ment)?|mpu|secure)[ _-]?fault/i,
    fault: (groups) => ({ fault: `${of(groups, 0).toLowerCase()} fault`, words: [] }),
  },
];

/** A register dump says that something was wrong, if not what. */
const someFault: McuFault & { readonly rule: string } = { fault: 'fault', words: [], rule: 'a register dump' };
const registers = /\b(?:pc|PC|r15|R15|mepc|MEPC)\b.{0,8}(?:0x)?[0-9a-fA-F]{7,8}\b/;

export type FoundFault = McuFault & {
  readonly rule: string;
  /** Index of the line that told. */
  readonly at: number;
};

/** Null where no line tells. */
export function faultIn(lines: readonly string[]): FoundFault | null {
  for (const { name, pattern, fault } of rules) {
    for (const [at, line] of lines.entries()) {
      const match = pattern.exec(line);
      if (match === null) continue;
      const found = fault(match.slice(1).map((text) => text ?? ''));
      return { ...found, words: found.words.filter((word) => word !== ''), rule: name, at };
    }
  }
  const at = lines.findIndex((line) => registers.test(line) || barePairs.test(line));
  return at === -1 ? null : { ...someFault, at };
}
