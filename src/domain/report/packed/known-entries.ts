// Which entries of an archive may tell of a crash, in which order they are read, and how much of each.
import type { SectionKind } from '../bugreport/sections.ts';
import type { ZipEntry } from './zip.ts';

export type KnownEntry = {
  readonly entry: ZipEntry;
  /** `main` is the report of Android itself, which has sections of its own; `any` a text of which nothing is known; `zip` another archive. */
  readonly kind: SectionKind | 'main' | 'any' | 'zip';
  /** Packed once more, as the drop box keeps its texts. */
  readonly isGzip: boolean;
  /** What is read of it at most, bytes. */
  readonly maxBytes: number;
};

const mib = 1024 * 1024;
/** Of a bugreport's text, which has up to 200 MB; its logs stand in the first half. */
const maxMainBytes = 192 * mib;

type Rule = { readonly kind: KnownEntry['kind']; readonly pattern: RegExp; readonly maxBytes: number };

/** The first that fits; what fits none is never opened. */
const rules: readonly Rule[] = [
  { kind: 'main', pattern: /(?:^|\/)(?:bugreport|dumpstate)(?!_log|_board)[^/]*\.txt$/i, maxBytes: maxMainBytes },
  { kind: 'tombstone', pattern: /(?:^|\/)tombstone[^/]*$/i, maxBytes: 2 * mib },
  { kind: 'anr', pattern: /(?:^|\/)(?:anr|traces)[^/]*$/i, maxBytes: mib },
  { kind: 'dropbox', pattern: /(?:^|\/)\w{1,60}@\d{6,20}\.(?:txt|dat)(?:\.gz)?$/i, maxBytes: mib },
  { kind: 'kernel', pattern: /(?:^|\/)(?:last_kmsg|kmsg|dmesg|console-ramoops|dmesg-ramoops)[\w.-]*$/i, maxBytes: mib },
  { kind: 'any', pattern: /\.dmp$/i, maxBytes: 8 * mib },
  {
    kind: 'any',
    pattern: /(?:\.(?:txt|log|json|csv|xml|md)|(?:^|\/)[\w-]*log(?:cat)?[\w-]*)(?:\.gz)?$/i,
    maxBytes: mib,
  },
  { kind: 'zip', pattern: /\.zip$/i, maxBytes: 8 * mib },
];

const maxKnown = 64;
/** Deflate reaches 1032; texts of phones reach 40, and a small one that repeats itself costs nobody anything. */
const maxRatio = 300;
const smallBytes = 4 * mib;

/** What claims to unpack to far more than a text does is left alone. */
const isHonest = ({ packedBytes, sizeBytes }: ZipEntry): boolean =>
  sizeBytes > 0 && (sizeBytes <= smallBytes || sizeBytes <= maxRatio * packedBytes);

export function chooseEntries(entries: readonly ZipEntry[]): KnownEntry[] {
  const names = new Set(entries.map(({ name }) => name));
  return entries
    .flatMap((entry) => {
      const at = rules.findIndex(({ pattern }) => pattern.test(entry.name));
      const rule = rules[at];
      if (rule === undefined || !isHonest(entry) || (entry.method !== 0 && entry.method !== 8)) return [];
      // The text of a tombstone says what its protobuf says.
      if (entry.name.endsWith('.pb') && names.has(entry.name.slice(0, -3))) return [];
      const { kind, maxBytes } = rule;
      return [{ at, known: { entry, kind, maxBytes, isGzip: entry.name.toLowerCase().endsWith('.gz') } }];
    })
    .sort((one, other) => one.at - other.at)
    .slice(0, maxKnown)
    .map(({ known }) => known);
}
