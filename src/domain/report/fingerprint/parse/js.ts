// JavaScript errors: the class and the first functions of the program's own code, alike in every engine.
import { cutLines } from '../cut/cut.ts';
import { linesFrom } from '../cut/lines.ts';
import { perLine } from '../cut/per-line.ts';
import { jsonReport } from '../detect/json-report.ts';
import { canonicalCycle } from '../key/cycle.ts';
import { messageTemplate } from '../normalise/message.ts';
import { compileRules, judgeFrames } from '../skip/frame-rule.ts';
import { calledByFrameworks, jsRules } from '../skip/js-rules.ts';
import { type Frame, noFrame, type Reading, type Verdict } from '../trace.ts';
import { packageMark, parseJsFrame } from './js-frame.ts';
import { isJsHead, jsHead, parseJsHead, rejectionHead } from './js-head.ts';
import { jsErrorType, jsMessage, jsProperty, stackOverflow } from './js-message.ts';
import { jsFunction } from './js-name.ts';

const strictFrames = 3;
/** With fewer named functions the message has to identify as well (reports.md 2.4). */
const enoughFrames = 2;
/** Minifiers need no third character before they named thousands. */
const longestMinified = 2;
const maxFrames = 64;
const maxLines = 400;
/** What was thrown stands above the first frame, with a message of a few lines. */
const headLines = 8;
/** Place, source and caret stand in so many lines, those above them in a log counted. */
const sourceLines = 16;
/** Source, caret, and blank lines around them. */
const linesOfSource = 5;
/** A text that begins with a line and a stack names what was thrown in that line, whatever it is. */
const longestHead = 400;

const rules = compileRules(jsRules);

type JsError = { readonly name: string; readonly message: string; readonly frames: readonly Frame[] };

export function readJs(text: string, at: number): Reading | null {
  const error = fromJson(text) ?? fromLines(text, at);
  if (error === null) return null;
  const { message, frames } = error;
  const name = jsErrorType(error.name, message);
  const verdicts = judgeJs(frames);
  const named = verdicts.filter(({ isKept, frame }) => isKept && frame.fn !== '').map(({ frame }) => frame);
  const printed = withoutRecursion(named.map(({ fn }) => fn));
  const meaning = jsMessage(message);
  const names = meaning === stackOverflow ? canonicalCycle(printed) : printed;
  // A lone function is called like those of many programs, and so are those that a minifier or a framework named; a package fails in one place for all who use it. Message and file tell them apart.
  const isShort = (names[0]?.length ?? 0) <= longestMinified || names.slice(0, strictFrames).every(isAnybodys);
  const isForeign = named.length > 0 && named.every(({ module }) => module.startsWith(packageMark));
  const isTelling = names.length >= enoughFrames && !isShort && !isForeign;
  const said = frames.length === 0 ? messageTemplate(message) : meaning;
  const words = isTelling ? [] : [said, ...(isShort && frames.length > 0 ? jsProperty(message) : [])];
  const files = isTelling ? [] : verdicts.filter(({ isKept }) => isKept).map(({ frame }) => frame.module);
  return {
    trace: { failure: name, process: '', message, frames },
    verdicts,
    parts: {
      strict: [name, ...words, ...names.slice(0, strictFrames), ...files.slice(0, 1)],
      loose: [name, ...(names.length > 0 ? names.slice(0, 1) : words)],
      alt: [],
      raw: [name, messageTemplate(message), ...frames.map(({ fn, module }) => `${fn}@${module}`)],
    },
    title: names[0] === undefined ? `${name}: ${messageTemplate(message)}` : `${name} in ${names[0]}`,
  };
}

const isAnybodys = (name: string): boolean => name.length <= longestMinified || calledByFrameworks.has(name);

function fromJson(text: string): JsError | null {
  const report = jsonReport(text);
  if (report?.kind !== 'js') return null;
  return {
    ...jsHead(report.name, report.message),
    frames: framesIn([...linesFrom(report.stack, 0, { lines: maxLines })]),
  };
}

function fromLines(text: string, frameAt: number): JsError | null {
  const lines = belowSource(cutLines(text, frameAt, { before: headLines, lines: maxLines }));
  const frames = framesIn(lines);
  const rejected = frames.every(({ fn }) => fn === '') ? rejectionHead(lines) : null;
  if (rejected !== null) return { ...rejected, frames: [] };
  if (frames.length === 0) return null;
  const first = lines.findIndex((line) => parseJsFrame(line) !== null);
  const above = lines.slice(0, Math.max(0, first)).filter((line) => !isMarkup(line));
  // Whatever stands above in a log is not what was thrown, unless it says so.
  const head = above.findLast(isJsHead) ?? (frameAt < longestHead && above.length === 1 ? above[0] : undefined);
  return { ...(head === undefined ? { name: 'Error', message: '' } : parseJsHead(head)), frames };
}

/** An engine that gives up prints the place, its line of source, and perhaps a caret below it: a place, but no frame. */
function belowSource(lines: readonly string[]): readonly string[] {
  const place = lines.slice(0, sourceLines).findIndex((line) => /^ {0,16}(?!at )\S.{0,400}:\d{1,7}$/.test(line));
  if (place === -1 || lines.slice(0, place).some((line) => thrownAlone.test(line))) return lines;
  const head = lines.slice(place + 1, place + 1 + linesOfSource).findIndex((line) => thrownAlone.test(line));
  const rest = lines.slice(place + 1 + head);
  return head !== -1 && rest.some((line) => parseJsFrame(line) !== null) ? rest : lines;
}

/** What was thrown, where a line begins with it: sources speak of errors further on. */
const thrownAlone = /^ {0,16}\[?(?:Uncaught )?(?:[\w$.]{0,60}(?:Error|Exception)|UnhandledPromiseRejection)(?:$|[: [])/;

/** Empty, or a fence or a tag of the page that the stack was pasted into. */
const isMarkup = (line: string): boolean => /^\s*(?:```\w{0,12}|~~~|<\/?\w{1,12}>|\s)*$/.test(line.slice(0, 200));

function framesIn(lines: readonly string[]): Frame[] {
  const frames: Frame[] = [];
  const isJsc = lines.some((line) => /^[^\s@]{0,120}@(?:[a-z-]{2,20}:|\[native)/.test(line));
  const parse = perLine((line) => parseJsFrame(line) ?? (isJsc ? evaluatedFrame(line) : null));
  for (const line of lines) {
    const frame = parse(line);
    // What caused it, or the next error of a log, has frames of its own.
    if (frame === null && frames.length > 0 && isJsHead(line)) break;
    if (frame !== null && frames.length < maxFrames) frames.push(frame);
  }
  return frames;
}

/** JavaScriptCore has no place for functions of evaluated code: the name stands alone, in later ones with the sign behind it. */
function evaluatedFrame(line: string): Frame | null {
  const name = /^([A-Za-z_$][\w$.]{0,80}|eval code|global code)@?$/.exec(line.trim())?.[1];
  return name === undefined || /(?:Error|Exception)$/.test(name) ? null : { ...noFrame, fn: jsFunction(name) };
}

/** Depth is chance. */
const withoutRecursion = (names: readonly string[]): string[] => names.filter((name, at) => name !== names[at - 1]);

/** Nameless functions are no word of a key while there are named ones, nor are packages while there is own code. */
function judgeJs(frames: readonly Frame[]): Verdict[] {
  const verdicts = judgeFrames(frames, rules);
  const isNamed = ({ frame, isKept }: Verdict): boolean => isKept && frame.fn !== '';
  const isOwn = ({ frame }: Verdict): boolean => !frame.module.startsWith(packageMark);
  const hasNamed = verdicts.some(isNamed);
  const hasOwn = verdicts.some((verdict) => isNamed(verdict) && isOwn(verdict));
  return verdicts.map((verdict) => {
    if (!verdict.isKept) return verdict;
    if (hasNamed && verdict.frame.fn === '') return { ...verdict, rule: 'nameless function', isKept: false };
    return hasOwn && !isOwn(verdict) ? { ...verdict, rule: 'code of a package', isKept: false } : verdict;
  });
}
