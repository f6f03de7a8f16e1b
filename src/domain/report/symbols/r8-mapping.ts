// Reads the mapping file of ProGuard and R8: which class and method stands behind a short name.
// Format: ProGuard manual, "ReTrace", and R8's doc/retrace.md. Classes are read when they are asked for: mappings have 50 MB.

export type OriginalMethod = {
  /** With its class where that is another one, as inlined code is. */
  readonly fn: string;
  /** Line in the original source; 0 where the mapping has none. */
  readonly line: number;
};

export type R8Mapping = {
  /** What the builder called it, printed by R8 into traces; empty where it did not. */
  readonly id: string;
  readonly text: string;
  /** Short class to where its block begins. */
  readonly blocks: ReadonlyMap<string, number>;
  readonly classes: Map<string, MappedClass>;
};

export type MappedClass = { readonly name: string; readonly methods: ReadonlyMap<string, readonly MappedMethod[]> };

type MappedMethod = {
  /** Lines of the short method that this entry is for; 0 to 0 where it is for all. */
  readonly from: number;
  readonly to: number;
  readonly fn: string;
  readonly originalFrom: number;
  readonly originalTo: number;
};

const maxLineChars = 4000;
const maxClasses = 2_000_000;
const maxMethods = 100_000;
const classLine = /^([^\s:#][^\s:]{0,500}) -> ([^\s:]{1,500}):\s*$/;
const methodLine =
  /^ {1,8}(?:(\d{1,9}):(\d{1,9}):)?\S{1,500} ([^\s(]{1,500})\([^)]{0,3000}\)(?::(\d{1,9}))?(?::(\d{1,9}))? -> (\S{1,500})\s*$/;

/** Null where the text is none: its first lines name no class. One pass over the lines that begin a block. */
export function parseMapping(text: string): R8Mapping | null {
  const blocks = new Map<string, number>();
  let id = '';
  for (let at = 0; at < text.length && blocks.size < maxClasses; ) {
    const end = text.indexOf('\n', at);
    const next = end === -1 ? text.length : end;
    const first = text.charCodeAt(at);
    if (first === 0x23) id ||= /^# pg_map_id: (\S{1,128})/.exec(text.slice(at, Math.min(next, at + 200)))?.[1] ?? '';
    else if (first !== 0x20) {
      const match = classLine.exec(text.slice(at, Math.min(next, at + maxLineChars)));
      if (match !== null) blocks.set(match[2] ?? '', at);
      else if (blocks.size === 0 && next > at) return null;
    }
    at = next + 1;
  }
  return blocks.size === 0 ? null : { id, text, blocks, classes: new Map() };
}

/** Null for names that the mapping does not have. */
export function mappedClass(mapping: R8Mapping, short: string): MappedClass | null {
  const known = mapping.classes.get(short);
  if (known !== undefined) return known;
  const at = mapping.blocks.get(short);
  if (at === undefined) return null;
  const read = readClass(mapping.text, at);
  mapping.classes.set(short, read);
  return read;
}

function readClass(text: string, at: number): MappedClass {
  const methods = new Map<string, MappedMethod[]>();
  const head = classLine.exec(lineAt(text, at));
  let start = nextLine(text, at);
  for (let count = 0; start < text.length && count < maxMethods; count += 1) {
    const first = text.charCodeAt(start);
    if (first !== 0x20 && first !== 0x23) break;
    const match = methodLine.exec(lineAt(text, start));
    if (match !== null) {
      const method = {
        from: Number(match[1] ?? 0),
        to: Number(match[2] ?? 0),
        fn: match[3] ?? '',
        originalFrom: Number(match[4] ?? 0),
        originalTo: Number(match[5] ?? 0),
      };
      const short = match[6] ?? '';
      const same = methods.get(short);
      if (same === undefined) methods.set(short, [method]);
      else same.push(method);
    }
    start = nextLine(text, start);
  }
  return { name: head?.[1] ?? '', methods };
}

function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, Math.min(end === -1 ? text.length : end, at + maxLineChars));
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/**
 * The methods that stood at a line of a short one, inlined ones first. Without a line, or with one that no entry has, the
 * one that all entries agree on; where they do not agree, none: a wrong name is worse than a short one.
 */
export function originalMethods({ name, methods }: MappedClass, short: string, line: number): OriginalMethod[] {
  const entries = methods.get(short) ?? [];
  const exact = entries.filter(({ from, to }) => from > 0 && line >= from && line <= to);
  const found = exact.length > 0 ? exact : entries.filter(({ from }) => from === 0);
  const agreed =
    found.length > 0 && (exact.length > 0 || isOne(found)) ? found : isOne(entries) ? entries.slice(0, 1) : [];
  return agreed.map((entry) => ({
    fn: entry.fn.includes('.') ? entry.fn : `${name}.${entry.fn}`,
    line: originalLine(entry, line),
  }));
}

const isOne = (entries: readonly MappedMethod[]): boolean => new Set(entries.map(({ fn }) => fn)).size === 1;

/** Lines run alongside where both ranges are as long; an inlined call stands at one line. */
function originalLine({ from, originalFrom, originalTo }: MappedMethod, line: number): number {
  if (originalFrom === 0) return line;
  return originalTo > originalFrom && line >= from ? Math.min(originalTo, originalFrom + line - from) : originalFrom;
}
