// Finds what stands behind a name and a colon or an equals sign: one walk over the signs, however many names are known.
import { colour } from './escapes.ts';
import type { PersonalKind } from './rule.ts';

export type NamedRule = {
  readonly kind: PersonalKind;
  /** Last words of names, in lower case: by them a rule is found. */
  readonly ends: readonly string[];
  /** Matches the end of the name as it is written, in lower case and with its signs between words. */
  readonly name: RegExp;
  /** Sticky: the value, from its first character on. */
  readonly value: RegExp;
};

export type NamedRules = ReadonlyMap<string, readonly NamedRule[]>;

export function byLastWord(rules: readonly NamedRule[]): NamedRules {
  const found = new Map<string, NamedRule[]>();
  for (const rule of rules) {
    for (const end of rule.ends) found.set(end, [...(found.get(end) ?? []), rule]);
  }
  return found;
}

/** Longer names are read from there on. */
const maxNameChars = 40;
const maxWordChars = 16;

export type NamedValue = { readonly kind: PersonalKind; readonly start: number; readonly end: number };

/** In the order of the text, none inside of another. At most some hundred characters are looked at for each sign. */
export function findNamedValues(text: string, rules: NamedRules): NamedValue[] {
  const values: NamedValue[] = [];
  const signs = /[:=：]/g;
  for (let found = signs.exec(text); found !== null; found = signs.exec(text)) {
    const value = valueBehind(text, found.index, rules);
    if (value === null) continue;
    values.push(value);
    signs.lastIndex = value.end;
  }
  return values;
}

function valueBehind(text: string, at: number, rules: NamedRules): NamedValue | null {
  // Times, addresses and names of C++ have most of the colons.
  const before = text.charCodeAt(at - 1);
  if ((before >= 0x30 && before <= 0x3a) || text[at + 1] === ':') return null;
  const end = endOfName(text, at);
  const known = rules.get(text.slice(startOfWord(text, end), end).toLowerCase());
  if (known === undefined) return null;
  const name = text.slice(Math.max(0, end - maxNameChars), end).toLowerCase();
  const start = startOfValue(text, at + 1);
  for (const { kind, name: wanted, value } of known) {
    if (!wanted.test(name)) continue;
    value.lastIndex = start;
    const match = value.exec(text);
    if (match !== null && match[0] !== '') return { kind, start, end: start + match[0].length };
  }
  return null;
}

/** `"name" : `, `[name]: `, `name\": `: at most six such signs stand between the name and the colon. */
function endOfName(text: string, at: number): number {
  let end = at;
  while (end > 0 && at - end < 6 && ' \t"\'])\\'.includes(text[end - 1] ?? '-')) end -= 1;
  return end;
}

/** The last word of `mDeviceName`, `device_name` and `device name` is `name`. */
function startOfWord(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < maxWordChars && isLetter(text.charCodeAt(start - 1))) {
    start -= 1;
    if (isCapital(text.charCodeAt(start)) && !isCapital(text.charCodeAt(start - 1))) break;
  }
  return start;
}

/** What is not ASCII is taken for a letter: names are written in every script. */
const isLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code >= 0xaa;
const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a;

/** Quotes, brackets, spaces of any kind, and quotes as markup and a terminal's colours have them. */
const opening = new RegExp(`(?:[ \\t\\u00a0+"'“„«([>\\\\]|&(?:amp;){0,2}(?:quot|apos|#3[49]);|${colour}){1,12}`, 'y');

function startOfValue(text: string, from: number): number {
  opening.lastIndex = from;
  return from + (opening.exec(text)?.[0].length ?? 0);
}
