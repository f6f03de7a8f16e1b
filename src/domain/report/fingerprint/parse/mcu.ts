// Faults of microcontrollers: class, and the function or address where it happened.
import { cutLines } from '../cut/cut.ts';
import { messageTemplate } from '../normalise/message.ts';
import { compileRules, isLastResort, judgeFrames, keptFrames } from '../skip/frame-rule.ts';
import { mcuRules, serviceRule } from '../skip/mcu-rules.ts';
import type { Reading, Verdict } from '../trace.ts';
import { type FoundFault, faultIn } from './mcu-fault.ts';
import { type McuPlace, readPlace } from './mcu-place.ts';
import { faultStatus } from './mcu-status.ts';

/** The function and its caller. */
const strictFrames = 2;
const maxLines = 600;
/** What failed is often said some lines above the registers. */
const linesBefore = 16;
/** Without a place, so many lines of the dump stand for it: such a report meets its own copies. */
const headLines = 6;
/** One line may be of anything. */
const leastNames = 2;

const rules = compileRules(mcuRules);

export function readMcu(text: string, at: number): Reading | null {
  const lines = firstDump(cutLines(text, at, { before: linesBefore, lines: maxLines, lineChars: 500 }));
  const found = faultIn(lines.map((line) => line.trimStart())) ?? faultOfNames(lines);
  if (found === null) return null;
  const place = readPlace(lines, found.at);
  const status = faultStatus(lines);
  const fault = [found.fault, ...status].join(' ');
  const verdicts = judgeFrames(place.frames, rules);
  const names = (hasPlaceInCode(verdicts) ? keptFrames(verdicts) : []).map(({ fn }) => fn).filter((fn) => fn !== '');
  const head = [fault, ...found.words];
  const top = names.slice(0, strictFrames);
  const isNamed = top.some((name) => !isEntry(name));
  // Every program has these: beside them only the place in its own memory tells it from others.
  const bySymbol = [...head, ...top, ...(isNamed ? [] : [place.pc])];
  const address = found.isOfCaller === true ? callerWords(place) : addressWords(place, fault);
  const hasPlace = address.length > 0 || names.length > 0 || found.words.length > 0;
  const byAddress = [...head, ...address, ...(hasPlace ? [] : headWords(lines, found.at))];
  const isAddressed = place.isRaw || names.length === 0;
  const strict = found.isWhole === true ? head : isAddressed ? byAddress : bySymbol;
  const alt = found.isWhole === true || !isAddressed || !isNamed ? [] : [bySymbol];
  return {
    trace: { failure: fault, process: place.task, message: found.words.join(' '), frames: place.frames },
    verdicts,
    parts: {
      strict,
      loose: [found.fault, ...(found.words.length > 0 ? found.words.slice(0, 1) : strict.slice(1, 2))],
      alt,
      raw: [...byAddress, place.lr, ...place.calls, ...names],
    },
    title: titleOf(fault, found.words, names.length > 0 ? names : servicesIn(verdicts), place),
  };
}

/** What fails in a service alone is known by its address; who reads the title still wants the name. */
const servicesIn = (verdicts: readonly Verdict[]): string[] =>
  verdicts.filter(({ isKept, rule }) => isKept && rule.startsWith(serviceRule)).map(({ frame }) => frame.fn);

/** Where programs of the usual frameworks begin and go round. */
const isEntry = (name: string): boolean =>
  /^(?:setup|loop|loopTask|loop_task|loop_wrapper|app_main|main|main_task|vPortTaskWrapper|_start)$/.test(name);

/** From the line that told to the next gap or boot: what the device said before and after is chance. */
function headWords(lines: readonly string[], at: number): string[] {
  const rest = lines.slice(at, at + headLines);
  const end = rest.findIndex((line) => line.trim() === '' || /^(?:Rebooting|ets |rst:)/.test(line));
  return (end < 1 ? rest : rest.slice(0, end)).map(messageTemplate);
}

/** A program that only its entry is left of failed there; machinery alone says nothing. */
const hasPlaceInCode = (verdicts: readonly Verdict[]): boolean =>
  !isLastResort(verdicts) || verdicts.some(({ isKept, frame }) => isKept && /^(?:app_)?main$/.test(frame.fn));

/** A crash while crashing is the consequence; the first dump counts. What a boot before it left above does not. */
function firstDump(lines: readonly string[]): readonly string[] {
  const isHead = (line: string): boolean =>
    /Guru Meditation Error|^Exception \(\d|CORE DUMP START|\+\+ MbedOS Fault Handler/.test(line);
  const first = lines.findIndex(isHead);
  const end = (line: string, at: number): boolean => at > first && (isHead(line) || /^Rebooting\.\.\./.test(line));
  const second = first === -1 ? -1 : lines.findIndex(end);
  return second === -1 ? lines : lines.slice(0, second);
}

/** Functions that say of a stack alone, as tools decode it, what it is of. */
const dyingNames: readonly (readonly [fn: RegExp, fault: string])[] = [
  [/^(?:__assert|__assert_func|_assert|up_assert)$/, 'assert'],
  [/^task_wdt_isr$/, 'task watchdog'],
  [/^(?:panic_abort|esp_system_abort|abort|invoke_abort)$/, 'abort'],
];

/** People paste what a tool made of the addresses, without the words of the device. */
function faultOfNames(lines: readonly string[]): FoundFault | null {
  const names = readPlace(lines, 0).frames.map(({ fn }) => fn);
  if (names.length < leastNames) return null;
  const fault = dyingNames.find(([fn]) => names.some((name) => fn.test(name)))?.[1] ?? 'fault';
  return { fault, words: [], rule: 'a decoded stack', at: 0 };
}

/** Chips of Espressif have `memcpy` and its like in memory of their own, at one address for every firmware. */
const isInRom = (address: string, fault: string): boolean =>
  /^400[0-5]/.test(address) && /Prohibited|LoadStore|IllegalInstruction|Fetch|Divide|access fault/.test(fault);
/** A jump into nowhere leaves no place in pc; an imprecise bus error a wrong one. */
const isNoPlace = (pc: string, fault: string): boolean =>
  pc === '' || /^0{6}|^3f/.test(pc) || /InstrFetchProhibited|IMPRECISERR/.test(fault);

/** The place, and who called where it alone says nothing. */
function addressWords({ pc, lr, calls, task }: McuPlace, fault: string): string[] {
  if (!isNoPlace(pc, fault) && !isInRom(pc, fault)) return [pc];
  const callers = calls.filter((call) => call !== pc && !isInRom(call, fault)).slice(0, 2);
  const nearest = callers.length > 0 ? callers : [task, lr].filter((word) => word !== '');
  if (!isNoPlace(pc, fault)) return [pc, ...nearest];
  return nearest.length > 0 || /^0{6}/.test(pc) ? nearest : [pc].filter((word) => word !== '');
}

/** A failed check stands two or three calls above the service that made it. */
const callerWords = ({ calls }: McuPlace): string[] => calls.slice(2, 5);

function titleOf(fault: string, words: readonly string[], names: readonly string[], { pc, task }: McuPlace): string {
  const where = words[0] ?? names[0] ?? (pc === '' ? task : `0x${pc}`);
  return where === '' ? fault : `${fault} in ${where}`;
}
