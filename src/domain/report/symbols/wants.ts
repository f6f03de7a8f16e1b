// What a text asks of symbols: which files by which names, and of each only the places that its frames stand at.
import { remember } from '../../memo.ts';
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
  const lines = text.split('\n', maxLines).flatMap((line) => (line.length <= maxLineChars ? readLine(line) : []));
  const hasChip = wantFirmware(text, lines, want);
  for (const { frame } of lines) if (frame !== null) want(frame.token, frame.key);
  if (!hasChip) wantClasses(text, lines, want);
  if (!hasChip) wantPlaces(text, lines, want);
  return wants;
}

type Want = (token: string, key: string) => void;

/** What a line asks for, whatever text it stands in. */
type Line = {
  /** Addresses of code that a chip printed, as `codeAddresses` has them. */
  readonly addresses: readonly string[];
  readonly frame: { readonly token: string; readonly key: string } | null;
  readonly classes: readonly string[];
  readonly isShrunk: boolean;
  readonly place: { readonly file: string; readonly key: string } | null;
};

const nothing: Line = { addresses: [], frame: null, classes: [], isShrunk: false, place: null };

/** Kernels and tombstones print registers, too. */
const ofChip = /Backtrace: ?0x|PC {1,6}:|MEPC|was called at PC|Faulting instruction/;

/** Reports of one fleet repeat their lines, and reading them is most of what settling costs the service. At most 20 MB. */
const readLine = remember(
  (line: string): Line => {
    const addresses = ofChip.test(line) ? codeAddresses(line) : [];
    const found = line.includes('.') ? classesIn(line) : nothing;
    const [frame, place] = [frameOf(line), placeOf(line)];
    const isNothing = addresses.length === 0 && found.classes.length === 0 && frame === null && place === null;
    return isNothing ? nothing : { addresses, frame, classes: found.classes, isShrunk: found.isShrunk, place };
  },
  { entries: 16_000, maxChars: 300 },
);

function frameOf(line: string): Line['frame'] {
  const frame = line.includes('pc ') ? namelessFrame(line) : null;
  if (frame === null) return null;
  return { token: `library:${(frame.buildId || frame.module).toLowerCase()}`, key: addressKey(frame.pc) };
}

function placeOf(line: string): Line['place'] {
  const place = /:\d{1,7}:\d{1,9}\)?\s*$/.test(line) ? framePlace(line) : null;
  if (place === null || !/\.[cm]?jsx?$|bundle/.test(place.file)) return null;
  return { file: place.file, key: placeKey(Math.max(0, place.line - 1), place.column) };
}

function wantFirmware(text: string, lines: readonly Line[], want: Want): boolean {
  const digest = firmwareDigest(text);
  const token = digest === '' ? 'firmware' : `firmware:${digest.slice(0, 8)}`;
  let hasSome = digest !== '';
  for (const { addresses } of lines) {
    for (const [at, pc] of addresses.entries()) {
      if (pc === '') continue;
      hasSome = true;
      want(token, addressKey(callAddress(pc, at)));
    }
  }
  return hasSome;
}

function wantClasses(text: string, lines: readonly Line[], want: Want): void {
  if (!lines.some(({ isShrunk }) => isShrunk)) return;
  const id = /\br8-map-id-([0-9a-f]{7,64})/.exec(text.slice(0, 256 * 1024))?.[1];
  const token = id === undefined ? 'mapping' : `mapping:${id}`;
  for (const { classes } of lines) for (const each of classes) want(token, each);
}

/** `debug id index.js: 1a2b…`, as the events of SDKs are printed. */
const debugIds = /^debug id (\S{1,200}): ([0-9a-f]{32})$/gm;

function wantPlaces(text: string, lines: readonly Line[], want: Want): void {
  const places = lines.flatMap(({ place }) => place ?? []);
  if (places.length === 0) return;
  const ids = new Map(Array.from(text.matchAll(debugIds), ([, file = '', id = '']) => [file, id]));
  for (const { file, key } of places) want(`map:${ids.get(file) ?? file}`, key);
}
