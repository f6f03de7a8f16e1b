// Makes of the pages that were fetched the symbols that a text is symbolised by.

import { readFunctions } from './breakpad.ts';
import type { FunctionTable } from './function-table.ts';
import { type PreparedHead, type PreparedIndex, pageOf } from './prepared.ts';
import { parseMapping, type R8Mapping } from './r8-mapping.ts';
import { parseSourceMap, type SourceMap } from './source-map.ts';
import { headOf, type SymbolSet } from './symbol-set.ts';

/** What was fetched of one file: its head, and the texts of some of its pages in their order. */
export type FetchedPages = { readonly head: PreparedHead; readonly pages: readonly string[] };

/** Numbers of the pages that hold the keys, ascending, at most `most`. */
export function listPages(index: PreparedIndex, keys: Iterable<string>, most: number): number[] {
  const found = new Set<number>();
  for (const key of keys) {
    const page = pageOf(index, key);
    if (page >= 0 && found.size < most) found.add(page);
  }
  return [...found].sort((one, other) => one - other);
}

/** What cannot be read is left out. `classes` are those that the text names. */
export function gatherSymbols(fetched: readonly FetchedPages[], classes: Iterable<string>): SymbolSet {
  const mappings: R8Mapping[] = [];
  const libraries = new Map<string, FunctionTable>();
  const named = new Map<string, FunctionTable>();
  const firmware: { sha256: string; functions: FunctionTable }[] = [];
  const maps = new Map<string, SourceMap>();
  for (const { head, pages } of fetched) {
    const { kind, identity, name } = head;
    if (kind === 'mapping') {
      const mapping = parseMapping(pages.join(''));
      if (mapping !== null) mappings.push({ ...mapping, id: identity });
    } else if (kind === 'source-map') {
      const map = joinSections(pages);
      if (map !== null) maps.set(name, map);
    } else {
      const functions = readFunctions(pages.join(''));
      if (kind === 'firmware') firmware.push({ sha256: identity, functions });
      else if (identity !== '') libraries.set(headOf(identity), functions);
      if (kind === 'library') named.set(name, functions);
    }
  }
  // Of some pages alone a stack is not walked: that was done page by page.
  return { mappings: likeliest(mappings, classes), libraries, named, frames: new Map(), firmware, maps };
}

/** Every app of a build has a class `a.a`: of mappings without an id the one that knows most of the classes, if it is one. */
function likeliest(mappings: readonly R8Mapping[], classes: Iterable<string>): R8Mapping[] {
  const nameless = mappings.filter(({ id }) => id === '');
  const wanted = [...classes];
  const known = nameless.map(({ blocks }) => wanted.filter((each) => blocks.has(each)).length);
  const best = Math.max(0, ...known);
  const bestOnes = nameless.filter((_, at) => known[at] === best);
  return [...mappings.filter(({ id }) => id !== ''), ...(bestOnes.length === 1 ? bestOnes : [])];
}

function joinSections(pages: readonly string[]): SourceMap | null {
  const sections = pages.map((page) => {
    try {
      const section: unknown = JSON.parse(page);
      return section;
    } catch {
      return null;
    }
  });
  return parseSourceMap({ version: 3, sections });
}
