// Walks the stack of a printed minidump once more by the rules that symbols have, and prints the backtrace that comes out.
import type { FrameRules } from './frame-rules.ts';
import { isCodeValue, moduleOf, offsetOf, readStackWords, type StackWords } from './stack-words.ts';
import { type WalkedFrame, walkByRules } from './walk-by-rules.ts';

export type DumpModule = {
  readonly name: string /** Lower-case hex; empty where the dump has none. */;
  readonly buildId: string;
};

export type DumpText = { readonly stack: StackWords; readonly modules: readonly DumpModule[] };

const listHead = '\nloaded modules:\n';
const traceHead = '\nbacktrace:\n';
const maxModules = 100;

/** Null for a text that is no printed minidump, or one without words of its stack. */
export function readDumpText(text: string): DumpText | null {
  const stack = readStackWords(text);
  const at = text.indexOf(listHead);
  if (stack === null || at === -1) return null;
  const modules: DumpModule[] = [];
  for (const line of text.slice(at + listHead.length).split('\n', maxModules + 1)) {
    const match = /^ {4}[0-9a-f]{16} {2}(\S{1,300})(?: \(BuildId: ([0-9a-f]{8,128})\))?$/.exec(line);
    if (match === null) break;
    modules.push({ name: match[1] ?? '', buildId: match[2] ?? '' });
  }
  return { stack, modules };
}

/** Modules that the stack points into, the one that died first. */
export function modulesOnStack({ stack, modules }: DumpText): DumpModule[] {
  const values = [...(stack.pc === null ? [] : [stack.pc]), ...stack.words.values()];
  return [...new Set(values.filter(isCodeValue).map(moduleOf))].flatMap((index) => modules[index] ?? []);
}

export type RulesOfModule = (module: DumpModule, offset: number) => FrameRules | null | undefined;
export type WalkedText = {
  readonly text: string;
  /** Where somebody has to look before the walk can go on; null where it is over. */
  readonly wanted: { readonly module: DumpModule; readonly offset: number } | null;
};

/** The text as it was where no rule helped. */
export function walkText(text: string, dump: DumpText, rulesOf: RulesOfModule): WalkedText {
  const at = (index: number): DumpModule => dump.modules[index] ?? { name: '', buildId: '' };
  const walked = walkByRules(dump.stack, (index, offset) => rulesOf(at(index), offset));
  if (walked === null) return { text, wanted: null };
  const { frames, wanted } = walked;
  if (wanted !== null) return { text, wanted: { module: at(moduleOf(wanted)), offset: offsetOf(wanted) } };
  if (!frames.some(({ trust }) => trust === 'call frame information')) return { text, wanted: null };
  return { text: withTrace(text, frames, at, dump.stack.pc === null), wanted: null };
}

/** Frames that were only scanned for stand apart, as in the dump's own trace: no key is made of them. */
function withTrace(
  text: string,
  frames: readonly WalkedFrame[],
  moduleAt: (index: number) => DumpModule,
  isLost: boolean,
): string {
  const from = text.indexOf(traceHead);
  const to = text.indexOf(listHead);
  if (from === -1 || to < from) return text;
  const lost = isLost ? (text.slice(from + traceHead.length).split('\n', 1)[0] ?? '') : '';
  const scanned = frames.findIndex(({ trust }) => trust === 'scan');
  // Where nothing else led from the place of the crash, what was scanned for is all that there is.
  const end = scanned + (isLost ? 1 : 0) > 1 ? scanned : frames.length;
  const number = (at: number): string => String(at + (isLost ? 1 : 0)).padStart(2, '0');
  const lines = frames.map(({ at }, index) => {
    const { name, buildId } = moduleAt(moduleOf(at));
    const pc = offsetOf(at).toString(16).padStart(16, '0');
    return `      #${number(index)} pc ${pc}  ${name}${buildId === '' ? '' : ` (BuildId: ${buildId})`}`;
  });
  const rest = end === frames.length ? [] : ['', 'perhaps called from, by a scan of the stack:', ...lines.slice(end)];
  const trusted = [...(isLost ? [lost] : []), ...lines.slice(0, end)];
  const words = trustWords(frames.slice(0, end), number);
  const trace = [...trusted, '', `stack: ${words}`, ...rest, ''].join('\n');
  return `${text.slice(0, from + traceHead.length)}${trace}${text.slice(to)}`;
}

function trustWords(frames: readonly WalkedFrame[], number: (at: number) => string): string {
  return frames
    .map(({ trust }, at) => ({ trust, at }))
    .filter(({ trust, at }) => trust !== frames[at - 1]?.trust)
    .map(({ trust, at }) => `#${number(at)} by ${trust}`)
    .join(', from ');
}
