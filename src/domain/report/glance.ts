// What of a report tells its fault at a glance: the words that came with it, and its calls, with those that grouping looks at.
import { fingerprintText } from './fingerprint/fingerprint-text.ts';
import type { Frame } from './fingerprint/trace.ts';

/** One call of the stack; `isKept` where keys may be made of it. */
export type Call = { readonly place: string; readonly isKept: boolean };

export type Glance = {
  /** The message of a crash, the beginning of what a person wrote. */
  readonly words: string;
  /** Innermost first; none for what a person wrote. */
  readonly calls: readonly Call[];
  /** How many calls there are beyond those. */
  readonly moreCalls: number;
};

/** The frames that identify a fault stand among the first; the report has all of them. */
const maxCalls = 10;
/** A screenful in a narrow window. */
const maxWords = 600;

/** Linear in the text. Null where nothing can be told beyond the title. */
export function deriveGlance(text: string): Glance | null {
  const { kind, reading } = fingerprintText(text);
  if (kind === 'text') return text.trim() === '' ? null : { words: shorten(text), calls: [], moreCalls: 0 };
  const { trace, verdicts } = reading;
  const judged = verdicts.length > 0 ? verdicts : trace.frames.map((frame) => ({ frame, isKept: false }));
  const calls = judged
    .map(({ frame, isKept }) => ({ place: placeOf(frame), isKept }))
    .filter(({ place }) => place !== '');
  const words = shorten(trace.message);
  if (words === '' && calls.length === 0) return null;
  return { words, calls: calls.slice(0, maxCalls), moreCalls: Math.max(0, calls.length - maxCalls) };
}

const placeOf = ({ fn, module, pc }: Frame): string => {
  if (fn !== '') return module === '' ? fn : `${fn} (${module})`;
  return pc === '' ? module : `${module}+0x${pc}`;
};

function shorten(text: string): string {
  const words = text.trim();
  return words.length > maxWords ? `${words.slice(0, maxWords).replace(/[\ud800-\udbff]$/, '')} …` : words;
}
