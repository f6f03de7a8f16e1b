// Reads symbols as `prepare.ts` writes them: a head, an index of pages, and pages in the very formats that symbols come in.
// Whoever symbolises a report reads the index and the few pages that its frames need. Described in docs/SYMBOLS.md.
import { asciiOf } from '../../bytes.ts';
import { type SymbolKind, symbolKinds } from './symbol-set.ts';

/** Bytes before the index: eight of magic, then version and length of the index as unsigned 32-bit numbers, low byte first. */
export const preambleBytes = 16;
export const magic = 'ORANGSYM';
export const formatVersion = 1;

/** Of a file as a whole: the functions of the largest library of a browser have 100 MB. */
export const maxPreparedBytes = 256 * 1024 * 1024;
export const maxIndexBytes = 4 * 1024 * 1024;
/** Pages have 64 KiB; one class with more methods than that has a page of its own. */
export const maxPageBytes = 1024 * 1024;
const maxPages = 65_536;

export type PreparedHead = {
  readonly kind: SymbolKind;
  /** What traces call the file by: build id, `pg_map_id`, debug id, SHA-256 of a firmware; empty where it has none. */
  readonly identity: string;
  /** Base name of the library or bundle. */
  readonly name: string;
};

export type PreparedIndex = PreparedHead & {
  /** First key of each page, ascending. */
  readonly firsts: readonly string[];
  /** Where each page begins in the file, and behind the last one its end. */
  readonly offsets: readonly number[];
};

/** Length of the index in bytes; null where the file is none of ours, or of a version that this code does not know. */
export function readPreamble(bytes: Uint8Array): number | null {
  if (bytes.length < preambleBytes || asciiOf(bytes.subarray(0, 8)) !== magic) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, preambleBytes);
  const indexBytes = view.getUint32(12, true);
  return view.getUint32(8, true) === formatVersion && indexBytes <= maxIndexBytes ? indexBytes : null;
}

/** Null where it is damaged: pages out of order, too large, or not as many bytes as the file has. */
export function parseIndex(text: string, indexBytes: number, fileBytes: number): PreparedIndex | null {
  const [first = '', ...lines] = text.split('\n');
  const head = /^([a-z-]{1,20})\t([^\t]{0,200})\t([^\t]{0,300})$/.exec(first);
  const kind = symbolKinds.find((each) => each === head?.[1]);
  if (head === null || kind === undefined || lines.length > maxPages) return null;
  const firsts: string[] = [];
  const offsets: number[] = [preambleBytes + indexBytes];
  for (const line of lines) {
    const match = /^(\d{1,7})\t([^\t]{1,500})$/.exec(line);
    const size = Number(match?.[1] ?? 0);
    const key = match?.[2] ?? '';
    if (size < 1 || size > maxPageBytes || (firsts.at(-1) ?? '') >= key) return null;
    firsts.push(key);
    offsets.push((offsets.at(-1) ?? 0) + size);
  }
  if (offsets.at(-1) !== fileBytes) return null;
  return { kind, identity: head[2] ?? '', name: head[3] ?? '', firsts, offsets };
}

/** The page that a key is in if it is in any; -1 where all pages begin behind it. */
export function pageOf({ firsts }: PreparedIndex, key: string): number {
  let low = 0;
  let high = firsts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((firsts[middle] ?? '') <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Keys compare as texts, so numbers have leading zeros. */
export const addressKey = (address: number): string => address.toString(16).padStart(16, '0');
/** Both counted from 0. */
export const placeKey = (line: number, column: number): string =>
  `${String(line).padStart(8, '0')}:${String(column).padStart(9, '0')}`;
