// What a text asks of symbols: which files by which names, and of each only the places that its frames stand at.
import { jsonReport } from '../fingerprint/detect/json-report.ts';
import { addressKey, placeKey } from './prepared.ts';
import { classesIn } from './retrace.ts';
import { callAddress, codeAddresses, firmwareDigest, maxLineChars, maxLines, namelessFrame } from './symbolise.ts';
import { framePlace } from './symbolise-js.ts';

/**
 * By token, the keys of the pages that are needed (`prepared.ts`). Tokens are what files of symbols answer to: `library:<build
 * id>`, `map:<debug id>`, `mapping:<pg_map_id>` and `firmware:<first eight digits of its digest>` wherever they belong to;
 * `library:<name>`, `map:<name>`, `mapping` and `firmware` as those of one build.
 */
export type Wants = ReadonlyMap<string, ReadonlySet<string>>;

/** A trace names more libraries than that, but not without functions. */
const maxTokens = 16;
/** Pages have 64 KiB, and each of these may need another one. */
const maxKeys = 64;

/** Linear in the text; empty for what no symbols could make clearer. */
export function listWants(trace: string): Wants {
  const report = jsonReport(trace);
  const text = report?.kind === 'js' ? report.stack : trace;
  const wants = new Map<string, Set<string>>();
  const want = (token: string, key: string): void => {
    const keys = wants.get(token);
    if (keys !== undefined) {
      if (keys.size < maxKeys) keys.add(key);
    } else if (wants.size < maxTokens) wants.set(token, new Set([key]));
  };
  const lines = text.split('\n', maxLines).filter((line) => line.length <= maxLineChars);
  const hasChip = wantFirmware(text, lines, want);
  for (const line of lines) {
    if (!line.includes('pc ')) continue;
    const frame = namelessFrame(line);
    if (frame !== null) want(`library:${(frame.buildId || frame.module).toLowerCase()}`, addressKey(frame.pc));
  }
  if (!hasChip) wantClasses(text, lines, want);
  if (!hasChip) wantPlaces(text, lines, want);
  return wants;
}

type Want = (token: string, key: string) => void;

function wantFirmware(text: string, lines: readonly string[], want: Want): boolean {
  const digest = firmwareDigest(text);
  const token = digest === '' ? 'firmware' : `firmware:${digest.slice(0, 8)}`;
  let hasSome = digest !== '';
  for (const line of lines) {
    // Kernels and tombstones print registers, too.
    if (!/Backtrace: ?0x|PC {1,6}:|MEPC|was called at PC|Faulting instruction/.test(line)) continue;
    for (const [at, pc] of codeAddresses(line).entries()) {
      if (pc === '') continue;
      hasSome = true;
      want(token, addressKey(callAddress(pc, at)));
    }
  }
  return hasSome;
}

function wantClasses(text: string, lines: readonly string[], want: Want): void {
  const classes: string[] = [];
  let isShrunk = false;
  for (const line of lines) {
    if (!line.includes('.')) continue;
    const found = classesIn(line);
    for (const each of found.classes) classes.push(each);
    isShrunk ||= found.isShrunk;
  }
  if (!isShrunk) return;
  const id = /\br8-map-id-([0-9a-f]{7,64})/.exec(text.slice(0, 256 * 1024))?.[1];
  for (const each of classes) want(id === undefined ? 'mapping' : `mapping:${id}`, each);
}

/** `debug id index.js: 1a2b…`, as the events of SDKs are printed. */
const debugIds = /^debug id (\S{1,200}): ([0-9a-f]{32})$/gm;

function wantPlaces(text: string, lines: readonly string[], want: Want): void {
  const ids = new Map(Array.from(text.matchAll(debugIds), ([, file = '', id = '']) => [file, id]));
  for (const line of lines) {
    if (!/:\d{1,7}:\d{1,9}\)?\s*$/.test(line)) continue;
    const place = framePlace(line);
    if (place === null || !/\.[cm]?jsx?$|bundle/.test(place.file)) continue;
    want(`map:${ids.get(place.file) ?? place.file}`, placeKey(Math.max(0, place.line - 1), place.column));
  }
}
