// Finds in a log where the system says that a process died or does not answer: what was printed before may have been handled.
import { lineStart, linesFrom } from '../cut/lines.ts';
import { stripLogPrefix } from '../cut/log-prefix.ts';
import type { TraceKind } from '../trace.ts';
import type { Detection } from './detect.ts';

/** Stacks that programs print of what they caught, and warnings of a kernel that went on. */
export const mayBeHandled = ({ kind, by }: Detection): boolean =>
  (kind === 'java' && by !== 'FATAL EXCEPTION') || kind === 'js' || (kind === 'kernel' && /^(?:WARNING|INFO)/.test(by));

type Death = { readonly kind: TraceKind; readonly pattern: RegExp };

/** As the system prints them, behind the prefix of its log. */
const deaths: readonly Death[] = [
  { kind: 'java', pattern: /^(?:\*\*\* )?FATAL EXCEPTION(?: IN SYSTEM PROCESS)?: / },
  { kind: 'tombstone', pattern: /^pid: \d{1,7}, tid: \d{1,7}, .{0,100}>>> .{1,300} <<</ },
  { kind: 'anr', pattern: /^ANR in [\w.]{3,200}/ },
  { kind: 'kernel', pattern: /^(?:Kernel panic - not syncing: |Unable to handle kernel |kernel BUG at )/ },
];

const words =
  /FATAL EXCEPTION|pid: \d{1,7}, tid: |ANR in (?!\w{1,40}\{)|Kernel panic - not syncing: (?!panic_on_warn)|Unable to handle kernel |kernel BUG at /g;
/** Any text may say these words, and whoever fills one with them makes nothing slower. */
const maxTried = 100;
const lineChars = 600;

/** A kernel that dies of what it warned of says so at once. */
const consequenceSeconds = 1;

/** The first behind what may have been handled; null where no log tells of one. */
export function findDeath(text: string, handled: Detection): Detection | null {
  let at = handled.at;
  for (let tried = 0; tried < maxTried; tried += 1) {
    words.lastIndex = at;
    const found = words.exec(text);
    if (found === null) return null;
    const start = lineStart(text, found.index);
    const [line = ''] = linesFrom(text, start, { lines: 1, lineChars });
    const { text: said, from: teller } = stripLogPrefix(line);
    const death = teller === '' ? undefined : deaths.find(({ pattern }) => pattern.test(said));
    if (death !== undefined && (death.kind !== 'kernel' || isOnItsOwn(text, handled, start)))
      return { kind: death.kind, at: found.index, by: found[0].trim() };
    const end = text.indexOf('\n', found.index);
    if (end === -1) return null;
    at = end;
  }
  return null;
}

/** Of what a kernel hangs in it may die later; a warning at boot has no part in that. */
function isOnItsOwn(text: string, { kind, by, at }: Detection, start: number): boolean {
  if (kind !== 'kernel') return true;
  const [warned, died] = [secondsAt(text, lineStart(text, at)), secondsAt(text, start)];
  return by.startsWith('WARNING') && warned !== null && died !== null && died - warned >= consequenceSeconds;
}

/** Since the kernel began, as the line that begins at a place says; null where it does not. */
function secondsAt(text: string, start: number): number | null {
  const seconds = /\[ {0,6}(\d{1,8}\.\d{1,9})\]/.exec(text.slice(start, start + 80))?.[1];
  return seconds === undefined ? null : Number(seconds);
}
