// Puts names into the text of a report by the symbols of its build, as far as there are any: a few small reads of storage.
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { type FetchedPages, gatherSymbols, listPages } from '../domain/report/symbols/gather.ts';
import {
  maxPageBytes,
  type PreparedIndex,
  parseIndex,
  preambleBytes,
  readPreamble,
} from '../domain/report/symbols/prepared.ts';
import { symbolise } from '../domain/report/symbols/symbolise.ts';
import { type Symbols, tokensOf, wordWants } from '../domain/report/symbols/symbols.ts';
import { listWants, type Wants } from '../domain/report/symbols/wants.ts';
import type { Objects } from './ports/objects.ts';
import type { ReportedBuild, SymbolStore } from './ports/symbols.ts';
import { walkReport } from './walk-report.ts';

export type SymbolisePorts = { readonly symbols: SymbolStore; readonly pages: SymbolPages };

export type SymbolisedText = {
  readonly text: string;
  /** Lines that say something else than before. */
  readonly changed: number;
  /** What nobody published symbols for, as `reports.wants` keeps it. */
  readonly wants: string | null;
};

/** Of one file; the frames of a report stand in few places. */
const maxPagesAFile = 32;
/** Of one report, together 24 MiB of pages at the very most. */
const maxPagesInAll = 96;

export async function symboliseReport(
  { symbols, pages }: SymbolisePorts,
  { product, text: sent, ...build }: ReportedBuild & { readonly product: string; readonly text: string },
): Promise<SymbolisedText> {
  const text = await walkReport({ symbols, pages }, { product, text: sent, ...build });
  const wants = listWants(text);
  if (wants.size === 0) return { text, changed: 0, wants: null };
  const files = await symbols.findSymbols(product, build, [...wants.keys()]);
  const open = new Set(wants.keys());
  const fetched: FetchedPages[] = [];
  let left = maxPagesInAll;
  for (const file of files) {
    const tokens = answered(file, wants);
    for (const token of tokens) open.delete(token);
    const keys = tokens.flatMap((token) => [...(wants.get(token) ?? [])]);
    const found = await pages.load(file, keys, Math.min(left, maxPagesAFile));
    left -= found?.pages.length ?? 0;
    if (found !== null) fetched.push(found);
  }
  const done = fetched.length === 0 ? { text, changed: 0 } : symbolise(text, gatherSymbols(fetched, classesOf(wants)));
  return { ...done, wants: wordWants(open) };
}

function answered(file: Symbols, wants: Wants): string[] {
  const { everywhere, byHead, ofBuild } = tokensOf(file);
  return [...new Set([everywhere, byHead, ofBuild])]
    .filter((token) => token !== null)
    .filter((token) => wants.has(token));
}

const classesOf = (wants: Wants): string[] =>
  [...wants].flatMap(([token, keys]) => (token === 'mapping' ? [...keys] : []));

/** Pages of symbols as storage holds them. */
export type SymbolPages = {
  /** Null where the file is gone or damaged: a report is no reason to fail. */
  load(
    file: Pick<Symbols, 'objectKey' | 'sizeBytes'>,
    keys: Iterable<string>,
    most: number,
  ): Promise<FetchedPages | null>;
};

/** Whole small files, and the index of larger ones. */
const firstBytes = 64 * 1024;
/** Characters that are kept for the next report, which mostly asks for the same. */
const maxKeptChars = 8 * 1024 * 1024;

/** For one round of work: what it read it keeps, within bounds. */
export function openPages(objects: Objects, { decode }: TextCodec): SymbolPages {
  const kept = new Map<string, string | null>();
  let chars = 0;

  async function read(objectKey: string, startBytes: number, sizeBytes: number): Promise<string | null> {
    const name = `${objectKey} ${startBytes} ${sizeBytes}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const bytes = await objects.loadRange(objectKey, startBytes, sizeBytes);
    const text = bytes === null || bytes.length !== sizeBytes ? null : decode(bytes, 'utf-8');
    if (chars > maxKeptChars) {
      kept.clear();
      chars = 0;
    }
    kept.set(name, text);
    chars += text?.length ?? 0;
    return text;
  }

  const indexes = new Map<string, PreparedIndex | null>();
  async function loadIndex(objectKey: string, fileBytes: number): Promise<PreparedIndex | null> {
    const known = indexes.get(objectKey);
    if (known !== undefined) return known;
    if (indexes.size > 32) indexes.clear();
    const index = await readIndex(objects, { objectKey, fileBytes, decode });
    indexes.set(objectKey, index);
    return index;
  }

  return {
    async load({ objectKey, sizeBytes }, keys, most) {
      const index = await loadIndex(objectKey, sizeBytes);
      if (index === null) return null;
      const pages: string[] = [];
      for (const page of listPages(index, keys, most)) {
        const start = index.offsets[page] ?? 0;
        const size = Math.min(maxPageBytes, (index.offsets[page + 1] ?? start) - start);
        const text = await read(objectKey, start, size);
        if (text !== null) pages.push(text);
      }
      return { head: index, pages };
    },
  };
}

type IndexPlace = { readonly objectKey: string; readonly fileBytes: number; readonly decode: TextCodec['decode'] };

/** One read where the index is short, two where it is long. */
export async function readIndex(
  objects: Objects,
  { objectKey, fileBytes, decode }: IndexPlace,
): Promise<PreparedIndex | null> {
  const first = await objects.loadRange(objectKey, 0, firstBytes);
  const indexBytes = first === null ? null : readPreamble(first);
  if (first === null || indexBytes === null) return null;
  const end = preambleBytes + indexBytes;
  const bytes =
    end <= first.length
      ? first.subarray(preambleBytes, end)
      : await objects.loadRange(objectKey, preambleBytes, indexBytes);
  const text = bytes === null || bytes.length !== indexBytes ? null : decode(bytes, 'utf-8');
  return text === null ? null : parseIndex(text, indexBytes, fileBytes);
}
