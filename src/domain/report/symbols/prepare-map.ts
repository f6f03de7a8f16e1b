// Cuts a source map into sections of an indexed map (ECMA-426), each of which stands on a page of its own.
import { cleanText } from '../../privacy/clean-text.ts';
import type { Entry } from './prepare.ts';
import { placeKey } from './prepared.ts';
import type { SourceMap } from './source-map.ts';

const fields = 5;
/** Some 50 KiB, as long as names are no sentences. */
const segmentsAPage = 2_500;
const maxNameChars = 300;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** One entry a page. */
export function* mapEntries(map: SourceMap): Generator<Entry> {
  const { segments } = map;
  const lineOf = lineFinder(map);
  for (let from = 0; from < segments.length; ) {
    const line = lineOf(from);
    const key = placeKey(line, segments[from] ?? 0);
    let to = Math.min(segments.length, from + segmentsAPage * fields);
    // Several segments may stand at one place; pages begin at places that differ.
    while (to < segments.length && placeKey(lineOf(to), segments[to] ?? 0) <= key) to += fields;
    const text = JSON.stringify({ offset: { line, column: 0 }, map: section(map, { line, from, to }) });
    yield { key, text, isAlone: true };
    from = to;
  }
}

/** Lines by places in `segments` that are asked for in ascending order. */
function lineFinder({ lines, segments }: SourceMap): (at: number) => number {
  let line = 0;
  return (at) => {
    while ((lines[line + 1] ?? segments.length) <= at) line += 1;
    return line;
  };
}

type Cut = { readonly line: number; readonly from: number; readonly to: number };

function section({ sources, names, lines, segments }: SourceMap, { line: first, from, to }: Cut) {
  const usedSources = numbering();
  const usedNames = numbering();
  let mappings = '';
  let line = first;
  const last = [0, 0, 0, 0, 0];
  let isFirst = true;
  for (let at = from; at < to; at += fields) {
    for (; (lines[line + 1] ?? segments.length) <= at; line += 1) {
      mappings += ';';
      last[0] = 0;
      isFirst = true;
    }
    const name = segments[at + 4] ?? -1;
    const row = [
      segments[at] ?? 0,
      usedSources.of(segments[at + 1] ?? 0),
      segments[at + 2] ?? 0,
      segments[at + 3] ?? 0,
      ...(name < 0 ? [] : [usedNames.of(name)]),
    ];
    mappings += (isFirst ? '' : ',') + row.map((value, column) => encodeNumber(value - (last[column] ?? 0))).join('');
    for (const [column, value] of row.entries()) last[column] = value;
    isFirst = false;
  }
  return {
    version: 3,
    // Paths of whoever built it.
    sources: usedSources.all.map((index) => cleanText(sources[index] ?? '').text.slice(-maxNameChars)),
    names: usedNames.all.map((index) => (names[index] ?? '').slice(0, maxNameChars)),
    mappings,
  };
}

/** Numbers of the whole map by their place among those that a section uses. */
function numbering(): { readonly all: readonly number[]; of(index: number): number } {
  const places = new Map<number, number>();
  const all: number[] = [];
  const of = (index: number): number => {
    const known = places.get(index);
    if (known !== undefined) return known;
    places.set(index, all.length);
    return all.push(index) - 1;
  };
  return { all, of };
}

/** Base 64 with five bits a letter, the sign in the lowest bit of the first. */
function encodeNumber(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = '';
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += alphabet[digit + (rest > 0 ? 32 : 0)] ?? '';
  } while (rest > 0);
  return text;
}
