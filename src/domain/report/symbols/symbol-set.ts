// The symbols of a build: what each file of them is, and which of them a line of a trace asks for.
import { baseName } from '../fingerprint/normalise/paths.ts';
import { parseBreakpad } from './breakpad.ts';
import { isElf, parseElf } from './elf.ts';
import { type FrameBlock, type FrameRules, frameRules } from './frames/frame-rules.ts';
import type { FunctionTable } from './function-table.ts';
import { parseMapping, type R8Mapping } from './r8-mapping.ts';
import { parseSourceMap, type SourceMap } from './source-map.ts';

export type SymbolFile = {
  readonly name: string;
  /** Of binaries; texts come as `text`. */
  readonly bytes: Uint8Array | null;
  readonly text: string;
  /** Lower-case hex of the file's digest: chips name their firmware by its head. Empty where nobody took it. */
  readonly sha256: string;
};

export type Firmware = { readonly sha256: string; readonly functions: FunctionTable };

export type SymbolSet = {
  readonly mappings: readonly R8Mapping[];
  /** By `headOf` their build ids. */
  readonly libraries: ReadonlyMap<string, FunctionTable>;
  /** By base name, for traces without build ids. */
  readonly named: ReadonlyMap<string, FunctionTable>;
  /** How functions of libraries keep the way back, by `headOf` their build ids; empty where the stack was walked already. */
  readonly frames: ReadonlyMap<string, FrameRules>;
  readonly firmware: readonly Firmware[];
  /** By base name of the bundle. */
  readonly maps: ReadonlyMap<string, SourceMap>;
};

/** What came out of a file, for people; null where it holds no symbols that can be read. */
export const symbolKinds = ['mapping', 'library', 'firmware', 'source-map'] as const;
export type SymbolKind = (typeof symbolKinds)[number];

export function readSymbols(files: readonly SymbolFile[]): {
  readonly symbols: SymbolSet;
  readonly kinds: readonly (SymbolKind | null)[];
} {
  const set: Growing = {
    mappings: [],
    libraries: new Map(),
    named: new Map(),
    frames: new Map(),
    firmware: [],
    maps: new Map(),
  };
  const kinds = files.map((file) => (file.bytes === null ? takeText(set, file) : takeElf(set, file, file.bytes)));
  return { symbols: set, kinds };
}

type Growing = {
  readonly mappings: R8Mapping[];
  readonly libraries: Map<string, FunctionTable>;
  readonly named: Map<string, FunctionTable>;
  readonly frames: Map<string, FrameRules>;
  readonly firmware: Firmware[];
  readonly maps: Map<string, SourceMap>;
};

function takeElf(set: Growing, { name, sha256 }: SymbolFile, bytes: Uint8Array): SymbolKind | null {
  const elf = isElf(bytes) ? parseElf(bytes) : null;
  if (elf === null || elf.functions.names.length === 0) return null;
  if (elf.isFixed) {
    set.firmware.push({ sha256, functions: elf.functions });
    return 'firmware';
  }
  addLibrary(set, elf.buildId, baseName(name), elf);
  return 'library';
}

function takeText(set: Growing, { name, text }: SymbolFile): SymbolKind | null {
  const head = text.slice(0, 64).trimStart();
  if (head.startsWith('{')) {
    const map = parseSourceMap(parsedJson(text));
    if (map === null) return null;
    for (const bundle of new Set([map.file, name.replace(/\.map$/, '')]))
      if (bundle !== '') set.maps.set(baseName(bundle), map);
    return 'source-map';
  }
  if (head.startsWith('MODULE ')) {
    const breakpad = parseBreakpad(text);
    if (breakpad === null) return null;
    addLibrary(set, breakpad.buildId, baseName(breakpad.module), breakpad);
    return 'library';
  }
  const mapping = parseMapping(text);
  if (mapping !== null) set.mappings.push(mapping);
  return mapping === null ? null : 'mapping';
}

type Code = { readonly functions: FunctionTable; readonly frames: readonly FrameBlock[] };

function addLibrary(set: Growing, buildId: string, name: string, { functions, frames }: Code): void {
  if (buildId !== '' && frames.length > 0) set.frames.set(headOf(buildId), frameRules(frames));
  if (buildId !== '') set.libraries.set(headOf(buildId), functions);
  if (name !== '') set.named.set(name, functions);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Under which libraries are found: some traces have the head of a build id alone, and two that share it are one file. */
export const headOf = (buildId: string): string => buildId.toLowerCase().slice(0, 32);

/** A build id decides; a name only where the trace has no id, for another build's functions lie elsewhere. */
export const libraryFor = ({ libraries, named }: SymbolSet, buildId: string, module: string): FunctionTable | null =>
  (buildId === '' ? named.get(module) : libraries.get(headOf(buildId))) ?? null;

/** The firmware whose digest begins as the dump says; without a word of the dump the only one that there is. */
export function firmwareFor({ firmware }: SymbolSet, digestHead: string): FunctionTable | null {
  const found =
    digestHead === ''
      ? firmware.length === 1
        ? firmware[0]
        : undefined
      : firmware.find(({ sha256 }) => sha256.startsWith(digestHead));
  return found?.functions ?? null;
}
