// Puts the original classes and methods back into the lines of a Java trace; a frame that held inlined code becomes several.
import { mappedClass, originalMethods, type R8Mapping } from './r8-mapping.ts';

const frame =
  /^(.{0,200}?\bat )((?:[\w$-]{1,200}\.){0,20}[\w$-]{1,200})\.([\w$<>-]{1,200}) ?\(([^()]{0,200})\)(.{0,200})$/;
const thrown = /^(.{0,200}?)\b((?:[\w$]{1,200}\.){1,20}[\w$]{1,200})(?=: |\s*$)/;

/** The lines that stand for one; the line as it is where no mapping knows it. */
export function retraceLine(line: string, mappings: readonly R8Mapping[]): string[] {
  const match = frame.exec(line);
  if (match !== null) return retraceFrame(line, match, mappings);
  const head = thrown.exec(line);
  if (head === null) return [line];
  const [, before = '', short = ''] = head;
  const original = firstOf(mappings, (mapping) => mappedClass(mapping, short)?.name ?? null);
  return [original === null ? line : before + original + line.slice(before.length + short.length)];
}

/** A name of one to three small letters is a shrinker's; so is `SourceFile`, and a line of nothing. */
const shrunk = /\((?:SourceFile|Unknown Source:\d|r8-map-id-)/;
const shrunkClass = /(?:^|[.$])[a-z]\w{0,2}$/;

/** The classes that a line names; `isShrunk` where they look like no names that people give. */
export function classesIn(line: string): { readonly classes: readonly string[]; readonly isShrunk: boolean } {
  const match = frame.exec(line);
  const short = match === null ? (thrown.exec(line)?.[2] ?? '') : (match[2] ?? '');
  // A place of JavaScript is a path, and has a column.
  if (short === '' || /\/|:\d+:\d/.test(match?.[4] ?? '')) return { classes: [], isShrunk: false };
  return { classes: [short], isShrunk: shrunk.test(line) || (match !== null && shrunkClass.test(short)) };
}

function retraceFrame(line: string, match: RegExpExecArray, mappings: readonly R8Mapping[]): string[] {
  const [, before = '', short = '', method = '', place = '', behind = ''] = match;
  const printedLine = Number(/:(\d{1,9})$/.exec(place)?.[1] ?? 0);
  const found = firstOf(mappings, (mapping) => {
    const known = mappedClass(mapping, short);
    return known === null ? null : { known, methods: originalMethods(known, method, printedLine) };
  });
  if (found === null) return [line];
  const { known, methods } = found;
  // The class is known, the method is not, or could be several.
  if (methods.length === 0) return [`${before}${known.name}.${method}(${place})${behind}`];
  return methods.map(({ fn, line: original }) => {
    const source = sourceOf(fn.slice(0, fn.lastIndexOf('.')));
    return `${before}${fn}(${original > 0 ? `${source}:${original}` : source})${behind}`;
  });
}

/** R8 writes one name for all sources; a class is in the file of its outermost class. */
const sourceOf = (name: string): string => `${name.slice(name.lastIndexOf('.') + 1).split('$', 1)[0] ?? ''}.java`;

function firstOf<T>(mappings: readonly R8Mapping[], find: (mapping: R8Mapping) => T | null): T | null {
  for (const mapping of mappings) {
    const found = find(mapping);
    if (found !== null) return found;
  }
  return null;
}

/** Where a trace names its mapping, no other will do. */
export function mappingsFor(text: string, mappings: readonly R8Mapping[]): readonly R8Mapping[] {
  const id = /\br8-map-id-([0-9a-f]{7,64})/.exec(text)?.[1];
  return id === undefined ? mappings : mappings.filter((mapping) => mapping.id === id || mapping.id === '');
}
