// Cuts the sections that tell of crashes out of a bugreport of Android, piece by piece, so that 200 MB of it pass in bounded memory.
import { cutAtLine } from '../../privacy/cut.ts';
import { type KeptPlan, openKept } from './kept-text.ts';
import { pickCrashLines } from './log-crashes.ts';

export type SectionKind = 'head' | 'any' | 'log' | 'kernel' | 'anr' | 'tombstone' | 'dropbox';

export type Section = {
  /** As the report heads it, such as `SYSTEM LOG`; empty for what stands before the first. */
  readonly name: string;
  /** `any` is a text without sections: a log, a trace, whatever somebody wrote. */
  readonly kind: SectionKind;
  readonly text: string;
};

/** How many characters of its beginning and of its end are kept: the newest of a log stands last. */
type Plan = KeptPlan & { readonly kind: SectionKind; readonly pattern: RegExp };

const kib = 1024;

/** Sections as `dumpstate` of AOSP names them; all others are about people, or far too long. */
const plans: readonly Plan[] = [
  {
    kind: 'log',
    pattern: /^(?:SYSTEM LOG|MAIN LOG|CRASH LOG|LAST LOGCAT)\b/,
    headChars: 0,
    tailChars: 1024 * kib,
    pick: pickCrashLines,
  },
  {
    kind: 'kernel',
    pattern: /^(?:KERNEL LOG|LAST KMSG|LAST PANIC|PSTORE|CONSOLE RAMOOPS)\b/,
    headChars: 16 * kib,
    tailChars: 240 * kib,
  },
  { kind: 'anr', pattern: /^(?:VM )?TRACES AT LAST ANR\b/, headChars: 512 * kib, tailChars: 0 },
  { kind: 'tombstone', pattern: /^(?:DUMP )?TOMBSTONES?\b/, headChars: 512 * kib, tailChars: 0 },
  { kind: 'dropbox', pattern: /^(?:DROPBOX\b|SERVICE dropbox$)/, headChars: 512 * kib, tailChars: 0 },
];

const untitled: KeptPlan = { headChars: 1024 * kib, tailChars: 1024 * kib, pick: pickCrashLines };
/** What a bugreport says of itself before its first section. */
const maxIntroChars = 8 * kib;
const maxSections = 32;
/** Of all that is kept. */
const maxKeptChars = 4 * 1024 * kib;
/** What stands behind so much of a line is left out. */
const maxLineChars = 64 * kib;

const dashes = '------ ';
const service = 'DUMP OF SERVICE ';
/** `------ 0.123s was the duration of 'SYSTEM LOG' ------` ends a section and heads none. */
const headForm = /^------ ([A-Z][^\n]{0,200}?)(?: ------| \()/;
const serviceForm = /^DUMP OF SERVICE (?:CRITICAL |HIGH |NORMAL )?([\w./-]{1,80}):/;

export type SectionReader = {
  /** Any piece of the text, in order. */
  readonly take: (piece: string) => void;
  /** All that was kept, in the order of the report. */
  readonly end: () => readonly Section[];
};

type Open = { readonly name: string; readonly kind: SectionKind; readonly kept: ReturnType<typeof openKept> };

export function openSections(): SectionReader {
  const done: Section[] = [];
  let open: Open | null = { name: '', kind: 'any', kept: openKept(untitled) };
  let rest = '';
  let chars = 0;

  function close(isHeaded: boolean): void {
    if (open === null) return;
    const { name, kind, kept } = open;
    const isIntro = isHeaded && name === '';
    const text = isIntro ? cutAtLine(kept.text(), maxIntroChars) : kept.text();
    open = null;
    if (text.trim() === '' || chars + text.length > maxKeptChars || done.length >= maxSections) return;
    done.push({ name, kind: isIntro ? 'head' : kind, text });
    chars += text.length;
  }

  /** Whole lines only. */
  function read(lines: string): void {
    const nextHead = headFinder(lines);
    for (let at = 0; at < lines.length; ) {
      const next = nextHead(at);
      if (next > at) open?.kept.add(lines.slice(at, next));
      if (next >= lines.length) return;
      const end = lines.indexOf('\n', next);
      at = end === -1 ? lines.length : end + 1;
      const headed = sectionOf(lines.slice(next, at));
      if (headed === null) continue;
      close(true);
      open = headed.open;
    }
  }

  return {
    take(piece) {
      const text = rest + piece;
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) read(text.slice(0, end));
      rest = text.slice(end, end + maxLineChars);
    },
    end() {
      if (rest !== '') read(rest);
      close(false);
      return done;
    },
  };
}

/** Null for a line that only looks like a head: dashes stand in many texts. */
function sectionOf(line: string): { readonly open: Open | null } | null {
  const titled = headForm.exec(line)?.[1];
  const served = serviceForm.exec(line)?.[1];
  if (titled === undefined && served === undefined)
    return /^------ [\d.]{1,12}s was the duration/.test(line) ? { open: null } : null;
  const name = titled ?? `SERVICE ${served}`;
  const plan = plans.find(({ pattern }) => pattern.test(name));
  return { open: plan === undefined ? null : { name, kind: plan.kind, kept: openKept(plan) } };
}

/** Says where the next line begins that may head a section, at a place or behind it; the end where none does. Each word is looked for once. */
function headFinder(lines: string): (from: number) => number {
  const heads = [dashes, service].map((word) => {
    let found = lines.startsWith(word) ? 0 : -1;
    return (from: number): number => {
      if (found < from) {
        const before = from > 0 && lines[from - 1] === '\n' ? from - 1 : from;
        const next = lines.indexOf(`\n${word}`, before);
        found = next === -1 ? lines.length : next + 1;
      }
      return found;
    };
  });
  return (from) => Math.min(...heads.map((next) => next(from)));
}
