// Turns a file of symbols into the form in which a report is symbolised by a few small reads. Runs on the engineer's machine.
import type { TextCodec } from '../../privacy/clean-file.ts';
import { baseName } from '../fingerprint/normalise/paths.ts';
import { parseBreakpad } from './breakpad.ts';
import { parseElf } from './elf.ts';
import { type FrameBlock, frameRules, printBlock } from './frames/frame-rules.ts';
import type { FunctionTable } from './function-table.ts';
import { mapEntries } from './prepare-map.ts';
import {
  addressKey,
  formatVersion,
  magic,
  maxIndexBytes,
  maxPreparedBytes,
  type PreparedHead,
  preambleBytes,
} from './prepared.ts';
import { parseMapping, type R8Mapping } from './r8-mapping.ts';
import { parseSourceMap } from './source-map.ts';
import type { SymbolFile } from './symbol-set.ts';

/** A piece of a page with the key that it is found by; keys ascend. */
export type Entry = {
  readonly key: string;
  readonly text: string;
  /** Shares its page with no other. */
  readonly isAlone?: boolean;
};

export type Prepared =
  | { readonly ok: true; readonly head: PreparedHead; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly refusal: 'no-symbols' | 'too-large' };

const pageChars = 64 * 1024;
/** In UTF-8 at most three times as many bytes, which a page may have. */
const maxEntryChars = 300 * 1024;

export function prepareSymbols(file: SymbolFile, codec: TextCodec): Prepared {
  const found = file.bytes === null ? readText(file) : readElf(file, file.bytes);
  if (found === null) return { ok: false, refusal: 'no-symbols' };
  const bytes = writePages(found.head, found.entries, codec);
  return bytes === null ? { ok: false, refusal: 'too-large' } : { ok: true, head: found.head, bytes };
}

type Found = { readonly head: PreparedHead; readonly entries: Iterable<Entry> };

function readElf({ name, sha256 }: SymbolFile, bytes: Uint8Array): Found | null {
  const elf = parseElf(bytes);
  if (elf === null || elf.functions.names.length === 0) return null;
  const kind = elf.isFixed ? 'firmware' : 'library';
  const identity = elf.isFixed ? sha256 : elf.buildId;
  return {
    head: { kind, identity, name: cleanName(name) },
    entries: codeEntries(elf.functions, elf.isFixed ? [] : elf.frames),
  };
}

function readText({ name, text }: SymbolFile): Found | null {
  const head = text.slice(0, 64).trimStart();
  if (head.startsWith('{')) return readMap(name, text);
  if (head.startsWith('MODULE ')) {
    const breakpad = parseBreakpad(text);
    if (breakpad === null || breakpad.functions.names.length === 0) return null;
    const { buildId, module, functions, frames } = breakpad;
    return {
      head: { kind: 'library', identity: buildId, name: cleanName(module) },
      entries: codeEntries(functions, frames),
    };
  }
  const mapping = parseMapping(text);
  if (mapping === null) return null;
  const identity = /^[0-9a-f]{7,64}$/.test(mapping.id) ? mapping.id : '';
  return { head: { kind: 'mapping', identity, name: cleanName(name) }, entries: classEntries(mapping) };
}

function readMap(name: string, text: string): Found | null {
  const value = parsedJson(text);
  const map = parseSourceMap(value);
  if (map === null || map.segments.length === 0) return null;
  const bundle = map.file === '' ? name.replace(/\.map$/, '') : map.file;
  const head = { kind: 'source-map', identity: debugIdOf(value), name: cleanName(bundle) } as const;
  return { head, entries: mapEntries(map) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** ECMA-426 calls it `debugId`, older bundlers `debug_id`. */
function debugIdOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const id = fields.debugId ?? fields.debug_id;
  return typeof id === 'string' && /^[0-9a-fA-F-]{32,36}$/.test(id) ? id.replaceAll('-', '').toLowerCase() : '';
}

const cleanName = (path: string): string =>
  baseName(path)
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, 200);

/** Functions and how they keep the way back, by where they begin: what lies at one address shares its page. */
function* codeEntries(functions: FunctionTable, frames: readonly FrameBlock[]): Generator<Entry> {
  const blocks = frameRules(frames).blocks.map(
    (block): Entry => ({ key: addressKey(block.start), text: printBlock(block) }),
  );
  let next = 0;
  for (const entry of functionEntries(functions)) {
    for (; (blocks[next]?.key ?? '~') < entry.key; next += 1) yield blocks[next] as Entry;
    const same = blocks[next]?.key === entry.key ? blocks[next] : undefined;
    if (same !== undefined) next += 1;
    yield same === undefined ? entry : { key: entry.key, text: entry.text + same.text };
  }
  yield* blocks.slice(next);
}

function* functionEntries({ starts, ends, names }: FunctionTable): Generator<Entry> {
  for (const [at, name] of names.entries()) {
    const start = starts[at] ?? 0;
    const next = starts[at + 1] ?? Number.POSITIVE_INFINITY;
    // Pages are read alone: where nobody said how long a function is, it goes on to the next.
    const end = Math.min(ends[at] ?? 0, next, start + 0xffff_ffff);
    if (end > start)
      yield { key: addressKey(start), text: `FUNC ${start.toString(16)} ${(end - start).toString(16)} 0 ${name}\n` };
  }
}

/** Blocks as they stand in the mapping, in the order of their short names. */
function* classEntries({ text, blocks }: R8Mapping): Generator<Entry> {
  const starts = [...blocks.values(), text.length].sort((one, other) => one - other);
  const ends = new Map(starts.map((start, at) => [start, starts[at + 1] ?? text.length]));
  const names = [...blocks.keys()].sort((one, other) => (one < other ? -1 : 1));
  for (const name of names) {
    const start = blocks.get(name) ?? 0;
    const block = text.slice(start, Math.min(ends.get(start) ?? start, start + maxEntryChars));
    yield { key: name, text: block.endsWith('\n') ? block : `${block}\n` };
  }
}

/** Null where it would be larger than the service takes. */
function writePages(head: PreparedHead, entries: Iterable<Entry>, { encode }: TextCodec): Uint8Array | null {
  const pages: Uint8Array[] = [];
  const index: string[] = [`${head.kind}\t${head.identity}\t${head.name}`];
  let total = preambleBytes;
  for (const { key, text } of intoPages(entries)) {
    const page = encode(text);
    pages.push(page);
    index.push(`${page.length}\t${key}`);
    total += page.length;
    if (total > maxPreparedBytes) return null;
  }
  const indexBytes = encode(index.join('\n'));
  if (indexBytes.length > maxIndexBytes || total + indexBytes.length > maxPreparedBytes) return null;
  const bytes = new Uint8Array(total + indexBytes.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < magic.length; at += 1) bytes[at] = magic.charCodeAt(at);
  view.setUint32(8, formatVersion, true);
  view.setUint32(12, indexBytes.length, true);
  bytes.set(indexBytes, preambleBytes);
  let at = preambleBytes + indexBytes.length;
  for (const page of pages) {
    bytes.set(page, at);
    at += page.length;
  }
  return bytes;
}

/** A page ends before the entry that would make it too long. */
function* intoPages(entries: Iterable<Entry>): Generator<Entry> {
  let key = '';
  let texts: string[] = [];
  let chars = 0;
  for (const entry of entries) {
    if (texts.length > 0 && (entry.isAlone === true || chars + entry.text.length > pageChars)) {
      yield { key, text: texts.join('') };
      texts = [];
      chars = 0;
    }
    if (texts.length === 0) key = entry.key;
    texts.push(entry.text);
    chars += entry.text.length;
  }
  if (texts.length > 0) yield { key, text: texts.join('') };
}
