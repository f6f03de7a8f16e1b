// The qualified name inside a mangled C++ symbol (Itanium C++ ABI 5.1), without its arguments and template arguments.

import { skipTemplateArguments, skipType } from './demangle-types.ts';
import { operatorNames, standardNames } from './demangle-words.ts';

/** A reading position in a symbol. Reading only moves forward; a symbol that cannot be read any further ends it. */
export type Cursor = { readonly text: string; at: number; depth: number };

/** Deeper nesting is no compiler's. */
export const maxDepth = 40;

/** Null where the symbol is none; its head where only that can be read. */
export function demangleName(symbol: string): string | null {
  const start = symbol.indexOf('_Z') + 2;
  const cursor: Cursor = { text: symbol, at: start, depth: 0 };
  skipThunk(cursor);
  const name = readName(cursor);
  return name === '' ? null : withoutRustHash(name);
}

const withoutRustHash = (name: string): string => name.replace(/::h[0-9a-f]{16}$/, '');

/** `Th16_`, `Tv0_n24_`, `TV`, `GV`: what stands before the name of a thunk, a table or a guard. */
function skipThunk(cursor: Cursor): void {
  const head = /^(?:Th?n?\d{1,6}_|Tv?n?\d{1,6}_n?\d{1,6}_|T[VTIS]|GV|GR)/.exec(
    cursor.text.slice(cursor.at, cursor.at + 20),
  );
  if (head !== null) cursor.at += head[0].length;
}

export function readName(cursor: Cursor): string {
  if (cursor.depth >= maxDepth) return '';
  cursor.depth += 1;
  const name = readNameInside(cursor);
  cursor.depth -= 1;
  return name;
}

function readNameInside(cursor: Cursor): string {
  const char = cursor.text[cursor.at];
  if (char === 'N') return readNested(cursor);
  if (char === 'Z') return readLocal(cursor);
  const parts = readParts(cursor, 2);
  return parts.join('::');
}

function readNested(cursor: Cursor): string {
  cursor.at += 1;
  while (/[rVKRO]/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
  const parts = readParts(cursor, 60);
  if (cursor.text[cursor.at] === 'E') cursor.at += 1;
  return parts.join('::');
}

/** A function's own class or lambda: the function, then what is inside it. */
function readLocal(cursor: Cursor): string {
  cursor.at += 1;
  const outer = readName(cursor);
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== 'E') if (!skipType(cursor)) return outer;
  cursor.at += 1;
  if (cursor.text[cursor.at] === 's') return outer;
  const defaultArgument = /^d\d{0,4}_/.exec(cursor.text.slice(cursor.at, cursor.at + 6));
  if (defaultArgument !== null) cursor.at += defaultArgument[0].length;
  const inner = readName(cursor);
  return inner === '' ? outer : `${outer}::${inner}`;
}

/** Pieces of a qualified name up to the first character that is none; at most `most` of them without a nesting mark. */
function readParts(cursor: Cursor, most: number): string[] {
  const parts: string[] = [];
  for (let count = 0; count < most * 2 && cursor.at < cursor.text.length; count += 1) {
    const char = cursor.text[cursor.at] ?? '';
    if (char === 'I' && parts.length > 0) {
      parts[parts.length - 1] = `${parts[parts.length - 1] ?? ''}<T>`;
      if (!skipTemplateArguments(cursor)) break;
      continue;
    }
    if (most === 2 && parts.some((part) => part !== 'std')) break;
    const part = readPart(cursor, parts);
    if (part === null) break;
    if (part !== '') parts.push(part);
  }
  return parts;
}

/** Null where no piece begins here; empty for pieces that print nothing. */
function readPart(cursor: Cursor, before: readonly string[]): string | null {
  const { text, at } = cursor;
  const char = text[at] ?? '';
  if (char >= '0' && char <= '9') return readSourceName(cursor);
  if (char === 'L') {
    cursor.at += 1;
    return '';
  }
  if (char === 'B') {
    cursor.at += 1;
    readSourceName(cursor);
    return '';
  }
  if (char === 'S') return readStandard(cursor);
  if (char === 'C' || char === 'D') return readConstructor(cursor, before);
  if (char === 'U') return readUnnamed(cursor);
  if (char === 'T') return skipType(cursor) ? 'T' : null;
  return readOperator(cursor);
}

export function readSourceName(cursor: Cursor): string | null {
  const digits = /^\d{1,4}/.exec(cursor.text.slice(cursor.at, cursor.at + 4))?.[0];
  if (digits === undefined) return null;
  const start = cursor.at + digits.length;
  const name = cursor.text.slice(start, start + Number(digits));
  cursor.at = start + Number(digits);
  if (name.startsWith('_GLOBAL__N')) return '(anonymous namespace)';
  // Inline namespaces of the standard library's editions say nothing about the function.
  return /^__(?:1|ndk1|cxx11|Cr)$/.test(name) ? '' : name;
}

/** `St` is std; what was named before in the symbol can only stand in arguments, which are left out. */
function readStandard(cursor: Cursor): string | null {
  const standard = standardNames.get(cursor.text[cursor.at + 1] ?? '');
  if (standard !== undefined) {
    cursor.at += 2;
    return standard;
  }
  return skipType(cursor) ? '' : null;
}

function readConstructor(cursor: Cursor, before: readonly string[]): string | null {
  const kind = cursor.text[cursor.at];
  const digit = cursor.text[cursor.at + 1] ?? '';
  if (!/[0-5]/.test(digit)) return null;
  cursor.at += 2;
  const owner = (before.at(-1) ?? '').replace('<T>', '');
  return kind === 'D' ? `~${owner}` : owner;
}

/** `Ut_` a nameless type, `UlvE_` a lambda. */
function readUnnamed(cursor: Cursor): string | null {
  const kind = cursor.text[cursor.at + 1];
  cursor.at += 2;
  if (kind === 'l') {
    while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== 'E') if (!skipType(cursor)) return '{lambda}';
    cursor.at += 1;
  } else if (kind !== 't') return null;
  const end = cursor.text.indexOf('_', cursor.at);
  if (end !== -1 && end - cursor.at < 5) cursor.at = end + 1;
  return kind === 'l' ? '{lambda}' : '{unnamed}';
}

function readOperator(cursor: Cursor): string | null {
  const code = cursor.text.slice(cursor.at, cursor.at + 2);
  if (code === 'cv') {
    cursor.at += 2;
    skipType(cursor);
    return 'operator cast';
  }
  const name = operatorNames.get(code);
  if (name === undefined) return null;
  cursor.at += 2;
  return `operator${name}`;
}
