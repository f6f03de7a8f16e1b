// JavaScript errors: the class and the first functions of the program's own code, alike in every engine.
import { linesBefore, linesFrom } from '../cut/lines.ts';
import { jsonReport } from '../detect/json-report.ts';
import { messageTemplate } from '../normalise/message.ts';
import { compileRules, judgeFrames } from '../skip/frame-rule.ts';
import { jsRules } from '../skip/js-rules.ts';
import type { Frame, Reading, Verdict } from '../trace.ts';
import { parseJsFrame } from './js-frame.ts';
import { jsErrorType, jsMessage } from './js-message.ts';

const strictFrames = 3;
/** With fewer named functions the message has to identify as well (reports.md 2.4). */
const enoughFrames = 2;
const maxFrames = 64;
/** What was thrown stands above the first frame, with a message of a few lines. */
const headLines = 3;

const rules = compileRules(jsRules);

type JsError = { readonly name: string; readonly message: string; readonly frames: readonly Frame[] };

export function readJs(text: string, at: number): Reading | null {
  const error = fromJson(text) ?? fromLines(text, at);
  if (error === null) return null;
  const { message, frames } = error;
  const name = jsErrorType(error.name, message);
  const verdicts = judgeJs(frames);
  const names = withoutRecursion(
    verdicts.filter(({ isKept, frame }) => isKept && frame.fn !== '').map(({ frame }) => frame.fn),
  );
  const words = names.length < enoughFrames ? [jsMessage(message)] : [];
  const files = names.length === 0 ? verdicts.filter(({ isKept }) => isKept).map(({ frame }) => frame.module) : [];
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

function fromJson(text: string): JsError | null {
  const report = jsonReport(text);
  if (report?.kind !== 'js') return null;
  const head = report.name === '' ? headOf(report.message) : { name: report.name, message: report.message };
  return { name: head.name, message: head.message, frames: framesIn(report.stack, 0) };
}

function fromLines(text: string, frameAt: number): JsError | null {
  const at = linesBefore(text, frameAt, headLines);
  const frames = framesIn(text, at);
  if (frames.length === 0) return null;
  const above: string[] = [];
  for (const line of linesFrom(text, at, { lines: headLines + 1 })) {
    if (parseJsFrame(line) !== null) break;
    if (line.trim() !== '') above.push(line);
  }
  const head =
    above.findLast((line) => /^(?:\S{1,20} ){0,3}[\w.$]{0,60}(?:Error|Exception)\b/.test(line)) ?? above.at(-1);
  return { ...(head === undefined ? { name: 'Error', message: '' } : headOf(head)), frames };
}

/** `Uncaught TypeError: x is null` */
function headOf(line: string): { readonly name: string; readonly message: string } {
  const match = /^(?:Unhandled |Uncaught |\(in promise\) ){0,2}([A-Za-z_$][\w$.]{0,80})(?:: ?(.{0,1000}))?$/.exec(
    line.trim(),
  );
  return match === null
    ? { name: 'Error', message: line.trim() }
    : { name: match[1] ?? 'Error', message: match[2] ?? '' };
}

function framesIn(stack: string, at: number): Frame[] {
  const frames: Frame[] = [];
  for (const line of linesFrom(stack, at, { lines: 400 })) {
    const frame = parseJsFrame(line);
    if (frame !== null && frames.length < maxFrames) frames.push(frame);
  }
  return frames;
}

/** Depth is chance. */
const withoutRecursion = (names: readonly string[]): string[] => names.filter((name, at) => name !== names[at - 1]);

/** Nameless functions are no word of a key while there are named ones. */
function judgeJs(frames: readonly Frame[]): Verdict[] {
  const verdicts = judgeFrames(frames, rules);
  const isNamed = verdicts.some(({ frame, isKept }) => isKept && frame.fn !== '');
  return verdicts.map((verdict) =>
    isNamed && verdict.isKept && verdict.frame.fn === ''
      ? { ...verdict, rule: 'nameless function', isKept: false }
      : verdict,
  );
}
