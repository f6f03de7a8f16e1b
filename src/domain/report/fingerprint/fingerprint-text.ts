// From a text to its keys: detect, cut out, parse, normalise, skip, key.
import { plainText } from './cut/lines.ts';
import { type Detection, detectKinds } from './detect/detect.ts';
import { hashWords } from './key/hash.ts';
import { readAnr } from './parse/anr.ts';
import { readJava } from './parse/java.ts';
import { readJs } from './parse/js.ts';
import { readKernel } from './parse/kernel.ts';
import { readMcu } from './parse/mcu.ts';
import { readNative } from './parse/native.ts';
import { readText } from './parse/text.ts';
import { readTombstone } from './parse/tombstone.ts';
import { type Reader, type Reading, type TraceKind, traceKinds } from './trace.ts';

export type Keys = {
  readonly strict: string;
  readonly loose: string;
  readonly alt: readonly string[];
  readonly raw: string;
};

export type Fingerprint = {
  readonly kind: TraceKind;
  /** Of the rules that made the keys; stored beside them, so that other rules can regroup what these grouped. */
  readonly version: string;
  /** 32 hex digits each. */
  readonly keys: Keys;
  readonly title: string;
  /** How it came to them. */
  readonly detection: Detection;
  readonly reading: Reading;
};

/** Raise a kind's number with every change of its rules that changes keys. */
const versions: Readonly<Record<TraceKind, number>> = {
  java: 10,
  native: 12,
  tombstone: 12,
  anr: 9,
  kernel: 11,
  mcu: 14,
  js: 9,
  text: 2,
};

/** Of keys that were made before rules had versions. */
const unknownVersion = 'none/0';

/** Every version that another one replaced. */
export const listOlderVersions = (): string[] => [
  unknownVersion,
  ...traceKinds.flatMap((kind) => Array.from({ length: versions[kind] - 1 }, (_, at) => `${kind}/${at + 1}`)),
];

/** The version that is in force for the kind of an older one. */
export function nextVersion(older: string): string {
  const kind = traceKinds.find((each) => older.startsWith(`${each}/`));
  return `${kind ?? 'text'}/${versions[kind ?? 'text']}`;
}

const readers: Readonly<Record<TraceKind, Reader>> = {
  java: readJava,
  native: readNative,
  tombstone: readTombstone,
  anr: readAnr,
  kernel: readKernel,
  mcu: readMcu,
  js: readJs,
  text: readText,
};

/** Titles are for lists: one line, no control characters. */
const maxTitleChars = 200;

/** Total and linear: any text has a fingerprint, a text of no known kind that of its words. */
export function fingerprintText(printed: string): Fingerprint {
  const text = plainText(printed);
  for (const detection of detectKinds(text)) {
    const reading = readers[detection.kind](text, detection.at);
    if (reading !== null) return keyed(detection, reading);
  }
  return keyed({ kind: 'text', at: 0, by: 'no sign of a crash' }, readText(text));
}

function keyed(detection: Detection, reading: Reading): Fingerprint {
  const { kind } = detection;
  const { strict, loose, alt, raw } = reading.parts;
  const hashed = (words: readonly string[]): string => hashWords([kind, ...words]);
  return {
    kind,
    version: `${kind}/${versions[kind]}`,
    keys: { strict: hashed(strict), loose: hashed(loose), alt: alt.map(hashed), raw: hashed(raw) },
    title: reading.title.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, maxTitleChars),
    detection,
    reading,
  };
}
