// The one spelling of a signed value: sorted compact JSON, where OLPC canonical JSON, RFC 8785 and ours are the same bytes.
import { ok, okUnless, type Problem, type Result, refuse } from '../domain/result.ts';

/** Hardware signers take no more than 16,000 bytes at once (signing.md). */
export const maxPayloadBytes = 15_999;

/** Statements nest seven deep; the bound keeps a hostile value from exhausting the stack. */
const maxDepth = 12;

/**
 * Spells a value canonically. Refused, with the place: strings with anything but printable ASCII or with `"` or `\`,
 * numbers that are not integers below 2^53, and whatever JSON has no word for.
 */
export function encodeCanonical(value: unknown): Result<Uint8Array> {
  const problems: Problem[] = [];
  const text = print(value, { where: '$', depth: 0, problems });
  return okUnless(problems, new TextEncoder().encode(text));
}

/** Reads bytes only if they are the canonical spelling of what they say, so that every parser sees the same value. */
export function parseCanonical(bytes: Uint8Array, maxBytes = maxPayloadBytes): Result<unknown> {
  if (bytes.length > maxBytes) {
    return refuse(problem('$', `is ${bytes.length} bytes long`, `Keep it to at most ${maxBytes} bytes.`));
  }
  const strange = bytes.findIndex((byte) => byte < 0x20 || byte > 0x7e);
  if (strange !== -1)
    return refuse(problem(`byte ${strange}`, 'is not printable ASCII', 'Use the bytes as they were signed.'));
  const value = parseJson(new TextDecoder().decode(bytes));
  if (value === undefined) return refuse(problem('$', 'is not JSON', 'Use the bytes as they were signed.'));
  const respelled = encodeCanonical(value);
  if (!respelled.ok) return respelled;
  if (areEqual(respelled.value, bytes)) return ok(value);
  const fix = 'Sort the keys, name each once, and leave out spaces, escapes and exponents.';
  return refuse(problem('$', 'is not spelled canonically', fix));
}

type Place = { readonly where: string; readonly depth: number; readonly problems: Problem[] };

function print(value: unknown, place: Place): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === 'string') return printString(value, place);
  if (typeof value === 'number') return printInteger(value, place);
  if (place.depth >= maxDepth) return complain(place, `is nested deeper than ${maxDepth} levels`, 'Flatten it.');
  if (Array.isArray(value)) return printArray(value, place);
  if (isPlainObject(value)) return printObject(value, place);
  return complain(place, `is of type ${typeof value}, which canonical JSON has no word for`, 'Leave it out.');
}

function printString(text: string, place: Place): string {
  const strange = /[^ !#-[\]-~]/u.exec(text)?.[0];
  if (strange === undefined) return `"${text}"`;
  const code = strange.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return complain(
    place,
    `contains the character U+${code}`,
    'Use printable ASCII without quotation mark and backslash.',
  );
}

function printInteger(value: number, place: Place): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  return complain(
    place,
    `is ${Object.is(value, -0) ? '-0' : value}`,
    'Use an integer below 2^53; write fractions as integers of a smaller unit.',
  );
}

function printArray(values: readonly unknown[], place: Place): string {
  const parts: string[] = [];
  for (const [index, value] of values.entries()) {
    parts.push(print(value, inside(place, `[${index}]`)));
    if (place.problems.length > 0) return '';
  }
  return `[${parts.join(',')}]`;
}

/** Keys are ASCII, so sorting by UTF-16 unit, by code point and by byte is the same order. */
function printObject(value: Readonly<Record<string, unknown>>, place: Place): string {
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = inside(place, `.${key.slice(0, 60)}`);
    parts.push(`${printString(key, member)}:${print(value[key], member)}`);
    if (place.problems.length > 0) return '';
  }
  return `{${parts.join(',')}}`;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const inside = (place: Place, step: string): Place => ({ ...place, where: place.where + step, depth: place.depth + 1 });

const problem = (where: string, what: string, fix: string): Problem => ({ where, what, fix });

/** The first problem ends the printing: what follows a hostile start is not worth reading. */
function complain(place: Place, what: string, fix: string): string {
  place.problems.push(problem(place.where, what, fix));
  return '';
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

const areEqual = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);
