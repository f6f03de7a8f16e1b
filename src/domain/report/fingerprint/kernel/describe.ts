// Gives a kernel report its title, as the kernel's trackers would, and the titles that mean the same.
import { findFrames, partialForms } from './find-frame.ts';
import type { Headline, KernelFormat } from './format.ts';
import { stableTitle } from './stable-title.ts';

export type Description = {
  readonly title: string;
  /** Names that other architectures give the same function. */
  readonly alt: readonly string[];
  /** The same kind of fault in the same frame, whatever found it; null where there is no such kind. */
  readonly family: string | null;
  /** Parts are missing: such a report equals only itself. */
  readonly isDamaged: boolean;
  /** No format has its headline, so the title may lack what tells it from others. */
  readonly isUnknown?: true;
};

/** A headline stands on the first line of its report, or soon after. */
const headlineLines = 40;

/** Describes a report whose first line has the headline's header. */
export function describeReport(lines: readonly string[], headline: Headline): Description {
  for (let at = 0; at < Math.min(lines.length, headlineLines); at += 1) {
    const found = describeAt(lines, at, headline.formats);
    if (found !== null) return found;
  }
  const line = lines[0] ?? '';
  return {
    title: stableTitle(line.slice(Math.max(0, line.indexOf(headline.header)))),
    alt: [],
    family: null,
    isDamaged: false,
    isUnknown: true,
  };
}

/** The format whose title begins earliest in the line; the first in the list among equals. */
function describeAt(lines: readonly string[], at: number, formats: readonly KernelFormat[]): Description | null {
  const line = lines[at] ?? '';
  let start = Number.POSITIVE_INFINITY;
  let description: Description | null = null;
  let hasTitle = false;
  for (const format of formats) {
    const match = format.title.exec(format.isBroken === true ? `${line} ${lines[at + 1] ?? ''}` : line);
    if (match === null || match.index > start || (match.index === start && description !== null)) continue;
    if (match.index < start) description = null;
    start = match.index;
    hasTitle = true;
    const groups = format.report === undefined ? match.slice(1) : matchReport(lines, at, format.report);
    if (groups === null) continue;
    description = fill(format, groups, [line.slice(start), ...lines.slice(at + 1)]);
  }
  if (!hasTitle || description !== null) return description;
  return { title: stableTitle(line.slice(start)), alt: [], family: null, isDamaged: true };
}

/** Groups of the patterns, each matched on a later line than the one before; null where one is missing. */
function matchReport(lines: readonly string[], at: number, patterns: readonly RegExp[]): string[] | null {
  const groups: string[] = [];
  let next = at;
  for (const [index, pattern] of patterns.entries()) {
    let match = pattern.exec(lines[next] ?? '');
    if (index === 0 && match === null) return null;
    while (match === null && next + 1 < lines.length) {
      next += 1;
      match = pattern.exec(lines[next] ?? '');
    }
    if (match === null) return null;
    groups.push(...match.slice(1).map((group) => group ?? ''));
    next += 1;
  }
  return groups;
}

function fill(format: KernelFormat, groups: readonly string[], lines: readonly string[]): Description {
  const found =
    format.stack === undefined
      ? { frames: [], isWhole: true }
      : findFrames(lines, format.stack, format.ownFunction === undefined ? '' : groups[format.ownFunction - 1]);
  const words = [...groups, ...found.frames.map(({ name }) => name)];
  const printed = found.frames.map((frame) => partialForms(frame.printed));
  const variants = Array.from({ length: Math.max(0, ...printed.map((forms) => forms.length)) }, (_, at) =>
    fillIn(format.as, [...groups, ...printed.map((forms) => forms[at] ?? forms[0] ?? '')]),
  );
  const title = fillIn(format.as, words);
  const alt = [...(format.alt === undefined ? [] : [fillIn(format.alt, words)]), ...variants];
  return {
    title,
    alt: [...new Set(alt)].filter((other) => other !== title),
    family: format.family === undefined ? null : fillIn(format.family, words),
    isDamaged: format.isDamaged === true || !found.isWhole,
  };
}

const fillIn = (form: string, words: readonly string[]): string =>
  stableTitle(form.replace(/%(\d)/g, (_, number: string) => words[Number(number) - 1] ?? ''));
