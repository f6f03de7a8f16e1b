// Gathers the crashes of a log or a bugreport: distinct, those of its own build, the newest first, and never many.
import { cutAtLine } from '../../privacy/cut.ts';
import { mayBeHandled } from '../fingerprint/detect/death.ts';
import { fingerprintText } from '../fingerprint/fingerprint-text.ts';
import { listBoxCrashes } from './dropbox.ts';
import { type InnerCrash, momentIn } from './inner-crash.ts';
import { listLogCrashes } from './log-crashes.ts';
import type { Section, SectionKind } from './sections.ts';

/** What a developer looks through; a device that has more crashes than these has one cause. */
export const maxInnerCrashes = 8;
const maxLooked = 100;
/** Characters that are read for keys: some hundred milliseconds at the very worst. */
const maxReadChars = 3 * 1024 * 1024;
const maxCrashChars = 192 * 1024;

/** What a bugreport says of itself in its head. */
export type Origin = { readonly fingerprint: string | null; readonly kernel: string | null };

export const unknownOrigin: Origin = { fingerprint: null, kernel: null };

export function originOf(head: string): Origin {
  const kernel = /^Kernel: (?:Linux version )?(\S{1,120})/m.exec(head)?.[1] ?? null;
  return { fingerprint: /^Build fingerprint: '([^'\n]{1,200})'/m.exec(head)?.[1] ?? null, kernel };
}

const readers: Readonly<Record<SectionKind, (text: string) => InnerCrash[]>> = {
  head: () => [],
  any: listCrashes,
  log: listLogCrashes,
  dropbox: listBoxCrashes,
  kernel: listWhole,
  anr: listWhole,
  tombstone: listWhole,
};

function listWhole(text: string): InnerCrash[] {
  return [{ text, when: momentIn(text) }];
}

/** A log says other things before its crash; what begins with a crash is one. */
const beginningChars = 4 * 1024;

/** A text is one crash, or a log of some. */
export function listCrashes(text: string): InnerCrash[] {
  const logged = [...listLogCrashes(text), ...listBoxCrashes(text)];
  if (logged.length > 1) return logged;
  if (logged.length === 0) return listWhole(text);
  const { kind, detection } = fingerprintText(text.slice(0, beginningChars));
  return kind === 'text' || mayBeHandled(detection) ? logged : listWhole(text);
}

export const crashesIn = (sections: readonly Section[]): InnerCrash[] =>
  sections.flatMap(({ kind, text }) => readers[kind](text));

/** Two that share a strict or alternative key are one. */
export function gatherCrashes(found: readonly InnerCrash[], origin: Origin): InnerCrash[] {
  const known = new Set<string>();
  const gathered: InnerCrash[] = [];
  let left = maxReadChars;
  for (const crash of found.toSorted(byNewest).slice(0, maxLooked)) {
    const text = cutAtLine(crash.text, maxCrashChars);
    if (gathered.length >= maxInnerCrashes || text.length > left) break;
    if (!isOfOrigin(text, origin)) continue;
    left -= text.length;
    const { kind, keys } = fingerprintText(text);
    const own = [keys.strict, ...keys.alt];
    if (kind === 'text' || own.some((key) => known.has(key))) continue;
    for (const key of own) known.add(key);
    gathered.push({ ...crash, text });
  }
  return gathered;
}

const byNewest = (one: InnerCrash, other: InnerCrash): number =>
  one.when === other.when ? 0 : one.when > other.when ? -1 : 1;

/** Crashes stay on a device when it is updated: those of another build say nothing about this one. */
function isOfOrigin(text: string, { fingerprint, kernel }: Origin): boolean {
  const head = text.slice(0, 4_000);
  const build = /\bBuild(?: fingerprint)?: '?([^'\s]{1,200}:[^'\s]{1,200})/.exec(head)?.[1];
  if (fingerprint !== null && build !== undefined && build !== fingerprint) return false;
  const running = /\bLinux version (\S{1,120})/.exec(text)?.[1];
  return kernel === null || running === undefined || running === kernel;
}
