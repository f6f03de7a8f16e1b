// Reads source maps, version 3: which file, line and name stands behind a place in a bundle. Format: ECMA-426.

export type SourceMap = {
  /** Of the bundle that it is for; empty where the map does not say. */
  readonly file: string;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  /** For each line of the bundle where its segments begin in `segments`; one more at the end. */
  readonly lines: Uint32Array;
  /** Five numbers a segment: column, source, line, column there, name (-1 where it has none); columns ascend in a line. */
  readonly segments: Int32Array;
};

export type OriginalPlace = {
  readonly source: string;
  readonly line: number;
  readonly column: number;
  readonly name: string;
};

const fields = 5;
/** About 64 MB of numbers: the map of a bundle of 40 MB. */
const maxSegments = 3_000_000;
const maxLines = 1_000_000;
const maxSections = 2_000;

/** Null where the value is no source map of version 3. Sections of an indexed map are joined. */
export function parseSourceMap(value: unknown): SourceMap | null {
  if (!isRecord(value) || value.version !== 3) return null;
  if (Array.isArray(value.sections)) return joined(value, value.sections);
  if (typeof value.mappings !== 'string' || !Array.isArray(value.sources)) return null;
  const root = typeof value.sourceRoot === 'string' ? value.sourceRoot : '';
  return {
    file: textOf(value.file),
    sources: value.sources.map((source: unknown) => root + textOf(source)),
    names: Array.isArray(value.names) ? value.names.map(textOf) : [],
    ...readMappings(value.mappings),
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Metro and older bundlers put a map into each section, with the place where it begins. Only the first map of a line counts. */
function joined(value: Readonly<Record<string, unknown>>, sections: readonly unknown[]): SourceMap | null {
  const parts = sections.slice(0, maxSections).flatMap((section) => {
    if (!isRecord(section) || !isRecord(section.offset)) return [];
    const map = parseSourceMap(section.map);
    const { line, column } = section.offset;
    return map === null || typeof line !== 'number' || typeof column !== 'number' ? [] : [{ map, line, column }];
  });
  const first = parts[0];
  if (first === undefined) return null;
  const only = parts.length === 1 && first.line === 0 && first.column === 0;
  return only ? { ...first.map, file: textOf(value.file) || first.map.file } : mergeSections(textOf(value.file), parts);
}

type Section = { readonly map: SourceMap; readonly line: number; readonly column: number };

function mergeSections(file: string, parts: readonly Section[]): SourceMap {
  const sources: string[] = [];
  const names: string[] = [];
  // By line: a bundle has half a million of them, of which a part of its map knows a few.
  const rows = new Map<number, number[]>();
  for (const { map, line, column } of parts) {
    for (let at = 0; at + 1 < map.lines.length && line + at < maxLines; at += 1) {
      const to = map.lines[at + 1] ?? 0;
      for (let from = map.lines[at] ?? 0; from < to; from += fields) {
        const row = rows.get(line + at) ?? [];
        rows.set(line + at, row);
        const name = map.segments[from + 4] ?? -1;
        row.push(
          (map.segments[from] ?? 0) + (at === 0 ? column : 0),
          (map.segments[from + 1] ?? 0) + sources.length,
          map.segments[from + 2] ?? 0,
          map.segments[from + 3] ?? 0,
          name < 0 ? -1 : name + names.length,
        );
      }
    }
    for (const source of map.sources) sources.push(source);
    for (const name of map.names) names.push(name);
  }
  return { file, sources, names, ...inLines(rows) };
}

function inLines(rows: ReadonlyMap<number, readonly number[]>): Pick<SourceMap, 'lines' | 'segments'> {
  const count = Array.from(rows.keys()).reduce((most, line) => Math.max(most, line + 1), 0);
  const lines = new Uint32Array(count + 1);
  for (let at = 0; at < count; at += 1) lines[at + 1] = (lines[at] ?? 0) + (rows.get(at)?.length ?? 0);
  const segments = new Int32Array(lines[count] ?? 0);
  for (const [line, row] of rows) segments.set(row, lines[line] ?? 0);
  return { lines, segments };
}

/** Segments of one, four or five numbers, each the difference to the one before, in base 64 with five bits a letter. */
function readMappings(mappings: string): Pick<SourceMap, 'lines' | 'segments'> {
  const out: number[] = [];
  const lines: number[] = [0];
  const last = [0, 0, 0, 0, 0];
  let values: number[] = [];
  let value = 0;
  let shift = 0;
  const close = (): void => {
    for (const [at, difference] of values.entries()) last[at] = (last[at] ?? 0) + difference;
    if (values.length >= 4 && out.length < maxSegments * fields)
      out.push(last[0] ?? 0, last[1] ?? 0, last[2] ?? 0, last[3] ?? 0, values.length > 4 ? (last[4] ?? 0) : -1);
    values = [];
  };
  for (let at = 0; at < mappings.length; at += 1) {
    const code = mappings.charCodeAt(at);
    if (code === comma || code === semicolon) {
      close();
      if (code === semicolon) {
        if (lines.length > maxLines) break;
        lines.push(out.length);
        last[0] = 0;
      }
      continue;
    }
    const digit = code < 128 ? (digits[code] ?? -1) : -1;
    if (digit === -1 || shift > 30 || values.length >= fields) break;
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if (digit >= 32) continue;
    values.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2);
    value = 0;
    shift = 0;
  }
  close();
  lines.push(out.length);
  return { lines: Uint32Array.from(lines), segments: Int32Array.from(out) };
}

const comma = 0x2c;
const semicolon = 0x3b;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digits = Int8Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)));

/** Line from 1, column from 0. Null where the map says nothing of the place. */
export function originalPlace(
  { sources, names, lines, segments }: SourceMap,
  line: number,
  column: number,
): OriginalPlace | null {
  const from = lines[line - 1];
  const to = lines[line];
  if (line < 1 || from === undefined || to === undefined || to === from) return null;
  let low = from / fields;
  let high = to / fields;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((segments[middle * fields] ?? 0) <= column) low = middle + 1;
    else high = middle;
  }
  const at = (low - 1) * fields;
  if (at < from) return null;
  const source = sources[segments[at + 1] ?? -1];
  if (source === undefined) return null;
  return {
    source,
    line: (segments[at + 2] ?? 0) + 1,
    column: segments[at + 3] ?? 0,
    name: names[segments[at + 4] ?? -1] ?? '',
  };
}
