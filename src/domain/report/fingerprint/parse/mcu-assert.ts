// Reads what the checks of firmware say before they give up: conditions, files, functions.
import { messageTemplate } from '../normalise/message.ts';
import { baseName } from '../normalise/paths.ts';

export type McuFault = {
  readonly fault: string;
  /** What identifies beside the place: condition and function of an assertion, the task that overflowed. */
  readonly words: readonly string[];
  /** The words are the identity: the place where it was noticed adds nothing. */
  readonly isWhole?: true;
  /** A service noticed it that any code calls: who called is the identity. */
  readonly isOfCaller?: true;
  /** The heap noticed it, some calls further in. */
  readonly isOfHeap?: true;
};

export type FaultRule = {
  readonly name: string;
  readonly pattern: RegExp;
  readonly fault: (groups: readonly string[]) => McuFault;
};

export const of = (groups: readonly string[], at: number): string => (groups[at] ?? '').trim();
export const task = (name: string): string => name.trim().replace(/\d+$/, '');

/** Queues, tasks and locks of FreeRTOS and newlib: their checks fail for whoever hands them a bad handle. */
const serviceFiles =
  /^(?:queue|tasks|event_groups|stream_buffer|timers|locks|pthread|mutex|semphr|port|spinlock|portmacro)\.[ch]$/;
/** The heap of ESP-IDF finds what somebody else overwrote when it is next asked (components/heap). */
const heapFiles = /^(?:multi_heap\w{0,20}|tlsf\w{0,20}|heap_caps\w{0,20}|heap_tlsf|umm_\w{0,20})\.[ch]$/;
const serviceConditions = /Required to lock TCPIP core/;

const ofService = (words: readonly string[]): McuFault => {
  const [, file = '', condition = ''] = words;
  if (heapFiles.test(file)) return { fault: 'assert', words, isOfCaller: true, isOfHeap: true };
  const isService = serviceFiles.test(file) || serviceConditions.test(condition);
  return { fault: 'assert', words, ...(isService ? { isOfCaller: true } : { isWhole: true }) };
};

/** From the most telling to the least (reports.md 5). */
export const assertRules: readonly FaultRule[] = [
  {
    name: 'assertion of ESP-IDF',
    pattern: /^assert failed: (.{0,120}?) ([\w./\\-]{1,200}\.\w{1,4}):\d{1,6}(?: \((.{0,200}?)\))?\s*$/,
    fault: ([fn = '', file = '', condition = '']) => ofService([fn.trim(), baseName(file), messageTemplate(condition)]),
  },
  {
    name: 'assertion of the first ESP-IDF',
    pattern: /([\w./\\-]{1,200}\.\w{1,4}):\d{1,6} \((\w{1,80})\)- assert failed!/,
    fault: ([file = '', fn = '']) => ofService([fn, baseName(file)]),
  },
  {
    name: 'assertion of newlib',
    pattern: /assertion "(.{1,200}?)" failed: file "([^"]{1,200})", line \d{1,6}(?:, function: (.{1,120}))?/,
    fault: (groups) => ofService([of(groups, 2), baseName(of(groups, 1)), messageTemplate(of(groups, 0))]),
  },
  {
    name: 'checked error of ESP-IDF',
    pattern: /ESP_ERROR_CHECK failed: esp_err_t \S{1,12} \((\w{1,60})\)/,
    fault: (groups) => ({ fault: 'error check', words: [of(groups, 0)] }),
  },
  {
    name: 'assertion of Zephyr',
    // Builds that spare memory leave the condition or the file out; then the line has to tell.
    pattern: /ASSERTION FAIL(?: \[(.{1,200}?)\])?(?: @ ([^\s:]{1,200})(?::(\d{1,6}))?)?(?=\s|$)/,
    fault: (groups) =>
      of(groups, 0) === ''
        ? { fault: 'assert', words: [`${baseName(of(groups, 1))}:${of(groups, 2)}`] }
        : { fault: 'assert', words: [messageTemplate(of(groups, 0)), baseName(of(groups, 1))], isWhole: true },
  },
  {
    name: 'assertion of RT-Thread',
    pattern: /^(?:.{0,200}: )?\((.{1,200})\) assertion failed at function: ?(\w{1,80})/,
    fault: (groups) => ({ fault: 'assert', words: [of(groups, 1), of(groups, 0)], isWhole: true }),
  },
  {
    name: 'assertion of TizenRT',
    pattern:
      /Assertion failed (?:CPU\d )?at file:(?! ?(?:\S{0,80}(?:fault|abort|insn|exception|fatal)\w{0,12}\.c|:0)) ?(\S{1,200}) line:? ?\d{1,6} task: ?(\S{1,60})/,
    fault: (groups) => ({ fault: 'assert', words: [baseName(of(groups, 0)), task(of(groups, 1))] }),
  },
  {
    name: 'assertion of NuttX',
    pattern:
      /[Aa]ssertion failed at file:(?! ?(?:\S{0,80}(?:fault|abort|insn|exception|fatal)\w{0,12}\.c|:0)) ?(\S{1,200}) line: ?\d{1,6} task: ?(\S{1,60})/,
    fault: (groups) => ({ fault: 'assert', words: [baseName(of(groups, 0)), task(of(groups, 1))] }),
  },
  {
    name: 'assertion of NuttX, later form',
    pattern:
      /[Aa]ssertion failed ?(.{0,200}?):? at file:(?! ?(?:\S{0,80}(?:fault|abort|insn|exception|fatal)\w{0,12}\.c|:0)) ?(\S{1,200}?):\d{1,6}(?: task(?:\(CPU\d\))?: ?(\S{1,60}))?/,
    fault: (groups) => {
      const [condition, file, inTask] = [of(groups, 0), baseName(of(groups, 1)), task(of(groups, 2))];
      if (/^(?:user )?panic$/.test(condition)) return { fault: 'panic', words: [file, inTask] };
      const isTelling = !/^(?:false|FALSE|0|)$/.test(condition);
      return { fault: 'assert', words: [condition, file, inTask], ...(isTelling ? { isWhole: true } : {}) };
    },
  },
  {
    name: 'assertion of RIOT',
    pattern: /^(?:([\w./-]{1,200}\.\w{1,4}:\d{1,6})|0x[0-9a-f]{3,16}) => (?:\*\*\* RIOT|FAILED ASSERTION)/,
    fault: (groups) => ({ fault: 'assert', words: [baseName(of(groups, 0))] }),
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
];
