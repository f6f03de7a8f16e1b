// Passes over types and template arguments in a mangled C++ symbol; nothing of them is kept, only where they end matters.
import { type Cursor, maxDepth, readName, readSourceName } from './demangle.ts';

/** `I … E`. False where the end cannot be found: expressions are not read. */
export function skipTemplateArguments(cursor: Cursor): boolean {
  cursor.at += 1;
  while (cursor.at < cursor.text.length) {
    if (cursor.text[cursor.at] === 'E') {
      cursor.at += 1;
      return true;
    }
    if (!skipArgument(cursor)) return false;
  }
  return false;
}

function skipArgument(cursor: Cursor): boolean {
  const char = cursor.text[cursor.at];
  if (char === 'L') return skipLiteral(cursor);
  if (char === 'J') return deeper(cursor, skipTemplateArguments);
  return char !== 'X' && skipType(cursor);
}

/** `Lb1E`, `LN3foo3barE2E`, `L_Z…E`. */
function skipLiteral(cursor: Cursor): boolean {
  cursor.at += 1;
  if (cursor.text.startsWith('_Z', cursor.at)) {
    cursor.at += 2;
    if (readName(cursor) === '') return false;
    while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== 'E') if (!skipType(cursor)) return false;
  } else {
    if (!skipType(cursor)) return false;
    while (/[\dn]/.test(cursor.text[cursor.at] ?? '')) cursor.at += 1;
  }
  if (cursor.text[cursor.at] !== 'E') return false;
  cursor.at += 1;
  return true;
}

const simpleTypes = 'vwbcahstijlmxynofdegz';
const qualifiers = 'rVKPROCG';

/** False where no type begins here or it is of a form that is not read; the symbol then ends for us. */
export function skipType(cursor: Cursor): boolean {
  const { text } = cursor;
  while (qualifiers.includes(text[cursor.at] ?? ' ')) cursor.at += 1;
  const char = text[cursor.at] ?? '';
  if (char === '') return false;
  if (simpleTypes.includes(char)) {
    cursor.at += 1;
    return true;
  }
  return deeper(cursor, skipCompound);
}

function skipCompound(cursor: Cursor): boolean {
  const char = cursor.text[cursor.at] ?? '';
  if (char === 'S') return skipSubstitution(cursor);
  if (char === 'T') return skipParameter(cursor);
  if (char === 'F') return skipUntilEnd(cursor);
  if (char === 'A') return skipArray(cursor);
  if (char === 'D') return skipD(cursor);
  if (char === 'M') {
    cursor.at += 1;
    return skipType(cursor) && skipType(cursor);
  }
  if (char === 'u') {
    cursor.at += 1;
    return readSourceName(cursor) !== null;
  }
  if (char === 'U') {
    cursor.at += 1;
    return readSourceName(cursor) !== null && skipType(cursor);
  }
  if (char === 'N' || char === 'Z' || (char >= '0' && char <= '9')) return readName(cursor) !== '';
  return false;
}

/** `S_`, `S1A_`, `St6vector`, and template arguments behind them. */
function skipSubstitution(cursor: Cursor): boolean {
  const numbered = /^S[0-9A-Z]{0,4}_/.exec(cursor.text.slice(cursor.at, cursor.at + 7))?.[0];
  if (numbered !== undefined) cursor.at += numbered.length;
  else if (cursor.text[cursor.at + 1] === 't') return readName(cursor) !== '';
  else cursor.at += 2;
  return cursor.text[cursor.at] === 'I' ? deeper(cursor, skipTemplateArguments) : true;
}

function skipParameter(cursor: Cursor): boolean {
  if (/[sue]/.test(cursor.text[cursor.at + 1] ?? '')) {
    cursor.at += 2;
    return readName(cursor) !== '';
  }
  const end = cursor.text.indexOf('_', cursor.at);
  if (end === -1 || end - cursor.at > 5) return false;
  cursor.at = end + 1;
  return cursor.text[cursor.at] === 'I' ? deeper(cursor, skipTemplateArguments) : true;
}

function skipUntilEnd(cursor: Cursor): boolean {
  cursor.at += 1;
  if (cursor.text[cursor.at] === 'Y') cursor.at += 1;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== 'E') if (!skipType(cursor)) return false;
  cursor.at += 1;
  return true;
}

function skipArray(cursor: Cursor): boolean {
  const end = cursor.text.indexOf('_', cursor.at);
  if (end === -1 || end - cursor.at > 12) return false;
  cursor.at = end + 1;
  return skipType(cursor);
}

/** `Dn` nullptr, `Dp` a pack, `Dv4_f` a vector; `DT … E` holds an expression and is not read. */
function skipD(cursor: Cursor): boolean {
  const kind = cursor.text[cursor.at + 1] ?? '';
  cursor.at += 2;
  if ('ndefhisuac'.includes(kind)) return true;
  if (kind === 'p' || kind === 'o') return skipType(cursor);
  if (kind !== 'v') return false;
  cursor.at = cursor.text.indexOf('_', cursor.at) + 1;
  return cursor.at > 0 && skipType(cursor);
}

function deeper(cursor: Cursor, skip: (inner: Cursor) => boolean): boolean {
  if (cursor.depth >= maxDepth) return false;
  cursor.depth += 1;
  const isRead = skip(cursor);
  cursor.depth -= 1;
  return isRead;
}
