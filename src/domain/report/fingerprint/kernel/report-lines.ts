// Cuts one report out of a kernel log: from its headline on, the lines of the task that printed it.
import { lineStart, linesBefore, linesFrom } from '../cut/lines.ts';
import { type LogLine, stripLogPrefix } from '../cut/log-prefix.ts';
import type { Headline } from './format.ts';
import { anyHeader, findHeadline, startsAnotherReport } from './headlines.ts';
import { mendLines } from './mended-lines.ts';

export type KernelReport = { readonly headline: Headline; readonly lines: readonly string[] };

/** Longer lines are dumps of memory. */
const lineChars = 300;
const maxLines = 2500;
/** From here on the stack of the panic that a report ended in only repeats it. */
const wholeReportLines = 22;
const wholeKmsanLines = 16;

/** So many lines that have a headline's words are looked at where the first ones are none. */
const maxCandidates = 250;

/** Null where no line from `at` on is a headline. */
export function cutKernelReport(text: string, at: number): KernelReport | null {
  const near = cutNear(text, at);
  if (near !== null || text.length - at < farChars) return near;
  const words = new RegExp(`(?<!\\w)(?:${anyHeader.source})`, 'g');
  words.lastIndex = at;
  for (let tried = 0; tried < maxCandidates; tried += 1) {
    const found = words.exec(text);
    if (found === null) return null;
    const start = lineStart(text, found.index);
    if (isHeadline(text, start)) return cutNear(text, start);
    const end = text.indexOf('\n', found.index);
    if (end === -1) return null;
    words.lastIndex = end;
  }
  return null;
}

function isHeadline(text: string, start: number): boolean {
  const [first = ''] = linesFrom(text, start, { lines: 1, lineChars });
  const line = stripLogPrefix(first);
  if (findHeadline(line.text) === null) return false;
  const two = Array.from(linesFrom(text, start, { lines: 2, lineChars }), stripLogPrefix);
  return firstHeadline(two)?.at === 0;
}

/** The ring buffer of a boot is longer than a block, and its first words may be anybody's. */
const farChars = 64 * 1024;

function cutNear(text: string, at: number): KernelReport | null {
  const printed = linesFrom(text, linesBefore(text, at, 0), { lines: maxLines, lineChars });
  const all = mendLines(Array.from(printed, stripLogPrefix)).filter(isPrinted);
  const found = firstHeadline(all);
  return found === null ? null : { headline: found.headline, lines: linesOfReport(all, found.at) };
}

/**
 * Whoever symbolises a report puts lines of inlined functions above each line that the kernel printed (symbolizeLine in
 * syzkaller's pkg/report/linux.go); the kernel knows none of them, and names of faults are made from what it prints.
 */
const isPrinted = ({ text }: LogLine): boolean => !text.endsWith(' [inline]');

function firstHeadline(all: readonly LogLine[]): { readonly headline: Headline; readonly at: number } | null {
  for (const [at, { text, from }] of all.entries()) {
    const headline = findHeadline(text);
    if (headline === null || isReplayed(all[at + 1])) continue;
    const isOfKernel = from !== '' && !programForm.test(from);
    if (isOfKernel || hasTitle(headline, text, all[at + 1]?.text ?? '')) return { headline, at };
  }
  return null;
}

/** A tag and the number of a process, which the kernel has none of: any program writes warnings into Android's log. */
const programForm = /^(?!kernel ).{1,80} [1-9]\d{0,6}$/;

/** No headline has its word so often; a line made of nothing else would cost every pattern its square. */
const mostHeaders = 5;

/** Other programs use the same words; what no kernel logged has to be a known headline in full. */
const hasTitle = ({ header, formats }: Headline, line: string, next: string): boolean =>
  line.split(header, mostHeaders + 1).length <= mostHeaders &&
  formats.some(({ title, isBroken }) => title.test(isBroken === true ? `${line} ${next}` : line));

/** The console prints a message again when it was switched over: the whole report follows. */
const isReplayed = (next: LogLine | undefined): boolean =>
  next?.text.includes('** replaying previous printk message **') === true;

function linesOfReport(all: readonly LogLine[], start: number): string[] {
  const head = all[start] ?? { text: '', from: '' };
  const enough = head.text.includes('BUG: KMSAN:') ? wholeKmsanLines : wholeReportLines;
  const kept: string[] = [head.text];
  let hasOtherCpus = false;
  for (let at = start + 1; at < all.length; at += 1) {
    const line = all[at];
    if (line === undefined) break;
    if (isShared(head.from) && startsAnotherReport(line.text)) break;
    const text = reliableText(line);
    if (text === null || !(line.from === head.from || (hasOtherCpus && line.from.startsWith('C')))) continue;
    if (isRepetition(text) && kept.length >= enough) break;
    if (text.includes('Sending NMI from CPU')) hasOtherCpus = true;
    if (!text.includes('Disabling lock debugging due to kernel taint')) kept.push(text);
  }
  return kept;
}

/** Without a caller's name on each line the reports of two tasks cannot be told apart. */
const isShared = (from: string): boolean => from === '' || from === 'printk';

const isRepetition = (text: string): boolean =>
  text.includes('Kernel panic - not syncing') ||
  text.includes('WARNING: possible circular locking dependency detected');

/** Frames that the unwinder guessed are left out: null. */
function reliableText({ text, from }: LogLine): string | null {
  if (from === '' || text.includes('<EOI>')) return text;
  if (/(?:^|\s)\? /.test(text) || text.endsWith(' (unreliable)')) return null;
  return text;
}
