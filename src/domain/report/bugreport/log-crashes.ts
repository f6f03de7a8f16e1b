// Cuts every crash out of a logcat: from its head on, the lines of the process and tag that printed it.
import { stripLogPrefix } from '../fingerprint/cut/log-prefix.ts';
import { type InnerCrash, momentIn } from './inner-crash.ts';

type Head = { readonly word: string; readonly maxLines: number };

/** As the system prints them; what programs say of their own faults is no crash of theirs. */
const heads: readonly Head[] = [
  { word: '*** FATAL EXCEPTION IN SYSTEM PROCESS', maxLines: 300 },
  { word: 'FATAL EXCEPTION', maxLines: 300 },
  { word: '*** *** *** ***', maxLines: 400 },
  { word: 'ANR in ', maxLines: 120 },
  { word: 'Fatal signal ', maxLines: 20 },
];
/** A process that printed nothing for so many lines is done with its crash. */
const maxSilence = 4_000;
const maxCrashes = 200;
const maxLineChars = 1_000;

/** `from` is the index of its first character. */
type Capture = { lines: string[]; head: Head; lastAt: number; from: number };

/** In the order of the log. A crash that a tombstone follows is not told by its signal, too. */
export function listLogCrashes(text: string): InnerCrash[] {
  const done = captureCrashes(text);
  return done
    .filter((capture) => !isToldAgain(capture, done))
    .map(({ lines }) => ({ text: lines.join('\n'), when: momentIn(lines[0] ?? '', 80) }));
}

/** A crash that begins within so much of the end may go on in what follows. */
const openChars = 64 * 1024;

/** Of a part of a log that is about to be forgotten: the lines of its crashes, and where the last of them may go on, its end. */
export function pickCrashLines(text: string): { readonly kept: string; readonly again: string } {
  if (!heads.some(({ word }) => text.includes(word))) return { kept: '', again: '' };
  const found = captureCrashes(text);
  const open = found.find(({ from }) => from >= text.length - openChars)?.from ?? text.length;
  const closed = found.filter(({ from }) => from < open);
  return { kept: closed.map(({ lines }) => `${lines.join('\n')}\n`).join(''), again: text.slice(open) };
}

function captureCrashes(text: string): Capture[] {
  const open = new Map<string, Capture>();
  const done: Capture[] = [];
  let number = 0;
  let before = '';
  for (let at = 0; at < text.length; number += 1) {
    const next = text.indexOf('\n', at);
    const end = next === -1 ? text.length : next;
    const line = text.slice(at, Math.min(end, at + maxLineChars));
    const begin = at;
    at = end + 1;
    const head = headIn(line);
    if (head === undefined && open.size === 0) continue;
    const { text: said, from } = stripLogPrefix(line);
    const isHead = head !== undefined && said.startsWith(head.word) && done.length < maxCrashes;
    // Consoles of editors print the head of a message once, above all of its lines.
    if (from !== '' || isHead) before = from;
    if (isHead) {
      const capture = { lines: [line], head, lastAt: number, from: begin };
      done.push(capture);
      open.set(from, capture);
    } else goOn(open, before, { line, number });
  }
  return done;
}

/** The first that fits: one word is the end of another. */
const headIn = (line: string): Head | undefined =>
  heads.find(({ word }) => line.includes(word) && !line.includes(`'${word}`));

function goOn(open: Map<string, Capture>, from: string, { line, number }: { line: string; number: number }): void {
  const capture = open.get(from);
  if (capture === undefined) return;
  if (number - capture.lastAt > maxSilence || capture.lines.length >= capture.head.maxLines) open.delete(from);
  else {
    capture.lines.push(line);
    capture.lastAt = number;
  }
}

/** The manager of windows tells first which of them waits, and then the manager of activities whose it is. */
const windowForm = /ANR in \w{1,40}\{[0-9a-f]{1,16} u\d{1,4} ([\w.]{1,200})\//;

/** `Fatal signal 6 (SIGABRT) … pid 123 (name)` is the same death as the tombstone that says `pid: 123`. */
function isToldAgain({ head, lines }: Capture, all: readonly Capture[]): boolean {
  const process = windowForm.exec(lines[0] ?? '')?.[1];
  if (process !== undefined)
    return all.some((other) => other.head === head && other.lines[0]?.includes(`ANR in ${process}`) === true);
  if (head.word !== 'Fatal signal ') return false;
  const pid = /\bpid (\d{1,7})\b/.exec(lines[0] ?? '')?.[1];
  return (
    pid === undefined ||
    all.some((other) => other.head !== head && other.lines.some((line) => line.includes(`pid: ${pid},`)))
  );
}
