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

function placeOf(line: string, maps: ReadonlyMap<string, SourceMap>): Placed {
  const printed = line.trimEnd();
  const frame = parseJsFrame(printed);
  const match = frame === null ? null : position.exec(printed);
  if (frame === null || match === null) return { line, isFrame: frame !== null, fn: frame?.fn ?? '', place: null };
  const [, file = '', row = '', column = ''] = match;
  const map = maps.get(baseName(file.split(/[?#]/, 1)[0] ?? ''));
  // Engines count columns from 1, bytecode of Hermes counts its addresses from 0.
  const isAddress = printed.includes('address at ');
  const place =
    map === undefined ? null : originalPlace(map, Number(row), Math.max(0, Number(column) - (isAddress ? 0 : 1)));
  return { line, isFrame: true, fn: frame.fn, place };
}
