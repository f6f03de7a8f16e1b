// Faults of microcontrollers: class, and the function or address where it happened.
import { cutLines } from '../cut/cut.ts';
import { messageTemplate } from '../normalise/message.ts';
import { compileRules, isLastResort, judgeFrames, keptFrames } from '../skip/frame-rule.ts';
import { mcuRules, serviceRule } from '../skip/mcu-rules.ts';
import type { Reading, Verdict } from '../trace.ts';
import { addressWords, callerWords } from './mcu-address.ts';
import { firstDump, withReasons } from './mcu-dump.ts';
import { faultIn, faultOfNames, isOfProcessor, registerDump, someFault } from './mcu-fault.ts';
import { type McuPlace, readPlace } from './mcu-place.ts';
import { faultStatus } from './mcu-status.ts';

/** The function and its caller. */
const strictFrames = 2;
const maxLines = 600;
/** What failed is often said some lines above the registers. */
const linesBefore = 16;
/** Without a place, so many lines of the dump stand for it: such a report meets its own copies. */
const headLines = 6;

const rules = compileRules(mcuRules);

export function readMcu(text: string, at: number): Reading | null {
  const lines = firstDump(withReasons(cutLines(text, at, { before: linesBefore, lines: maxLines, lineChars: 500 })));
  const said = faultIn(lines.map((line) => line.trimStart()));
  const found = said === null || said.rule === registerDump ? (faultOfNames(lines) ?? said) : said;
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
  const address =
    found.isOfCaller === true ? callerWords(place, found.isOfHeap === true) : addressWords(place, fault, verdicts);
  const hasPlace = address.length > 0 || names.length > 0 || found.words.length > 0;
  const byAddress = [...head, ...address, ...(hasPlace ? [] : headWords(lines, found.at))];
  const isAddressed = place.isRaw || names.length === 0;
  const strict = found.isWhole === true ? head : isAddressed ? byAddress : bySymbol;
  // A dump that has no word for what went wrong, of the same program on another chip, is known by this alone.
  const byStack = isOfProcessor(fault) && top.length === strictFrames ? [[someFault.fault, ...top]] : [];
  const alt = found.isWhole === true || !isNamed ? [] : [...(isAddressed ? [bySymbol] : []), ...byStack];
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

function titleOf(fault: string, words: readonly string[], names: readonly string[], { pc, task }: McuPlace): string {
  const where = words[0] ?? names[0] ?? (pc === '' ? task : `0x${pc}`);
  return where === '' ? fault : `${fault} in ${where}`;
}
