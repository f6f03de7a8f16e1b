// Puts the places of the sources into a JavaScript stack whose bundle has a source map.

import { baseName } from '../fingerprint/normalise/paths.ts';
import { parseJsFrame } from '../fingerprint/parse/js-frame.ts';
import { type OriginalPlace, originalPlace, type SourceMap } from './source-map.ts';

type Placed = {
  readonly line: string;
  readonly isFrame: boolean;
  readonly fn: string;
  readonly place: OriginalPlace | null;
};

const position = /([^\s()@]{1,500}?):(\d{1,7}):(\d{1,9})\)?$/;
/** What a minifier calls functions: another name in every build. */
const isMinified = (fn: string): boolean => /^[\w$]{1,2}$/.test(fn);

/**
 * A map has names of what stands at a place: at a call that is the function that is called. So a frame's function is the
 * name at the place of its caller, unless an engine's own function called it. Where there is none the printed one stays.
 */
export function symboliseJs(lines: readonly string[], maps: ReadonlyMap<string, SourceMap>): string[] {
  const placed = lines.map((line) => placeOf(line, maps));
  return placed.map(({ line, fn, place }, at) => {
    if (place === null) return line;
    const caller = placed[at + 1];
    const called = caller?.isFrame === true ? (caller.place?.name ?? '') : '';
    const name = called || (isMinified(fn) ? '' : fn);
    const where = `${place.source}:${place.line}:${place.column + 1}`;
    return name === '' ? `    at ${where}` : `    at ${name} (${where})`;
  });
}

export type FramePlace = {
  readonly fn: string;
  /** Base name of the bundle, without its query. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
};

/** Where a frame stands; `file` is empty for one without a place. Null for lines that are no frame. */
export function framePlace(line: string): FramePlace | null {
  const printed = line.trimEnd();
  const frame = parseJsFrame(printed);
  if (frame === null) return null;
  const match = position.exec(printed);
  if (match === null) return { fn: frame.fn, file: '', line: 0, column: 0 };
  const [, file = '', row = '', column = ''] = match;
  // Engines count columns from 1, bytecode of Hermes counts its addresses from 0.
  const from = printed.includes('address at ') ? 0 : 1;
  const bundle = baseName(file.split(/[?#]/, 1)[0] ?? '');
  return { fn: frame.fn, file: bundle, line: Number(row), column: Math.max(0, Number(column) - from) };
}

function placeOf(line: string, maps: ReadonlyMap<string, SourceMap>): Placed {
  const frame = framePlace(line);
  if (frame === null) return { line, isFrame: false, fn: '', place: null };
  const map = maps.get(frame.file);
  const place = map === undefined ? null : originalPlace(map, frame.line, frame.column);
  return { line, isFrame: true, fn: frame.fn, place };
}
