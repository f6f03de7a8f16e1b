// Reads a request's JSON so that no two readers can see two values in it: one spelling of each name, sane text, bounded depth.
import { ok, type Problem, type Result, refuse } from '../domain/result.ts';

/** Deepest of ours is an envelope in a plan; whoever sends more wants to exhaust a stack. */
export const maxJsonDepth = 32;

/**
 * Refuses what JSON.parse lets pass: names given twice, `__proto__`, NUL, lone surrogates, bytes that are not UTF-8, and
 * more than 32 levels. Two parsers that differ on these have let one check a request and another run it (ASVS 1.5.3).
 */
export function parseStrictJson(bytes: Uint8Array): Result<unknown> {
  const text = decodeUtf8(bytes);
  if (text === null) return refuse(problem('is not UTF-8', 'Encode the body as UTF-8.'));
  const value = parseJson(text);
  if (value === undefined) return refuse(problem('is not JSON', 'Send one JSON value, such as an object.'));
  const names = { count: 0 };
  const fault = findFault(value, 0, names);
  if (fault !== null) return refuse(problem(fault.what, fault.fix, ['body', ...fault.steps].join('.')));
  if (names.count === countNames(text)) return ok(value);
  return refuse(problem('gives a name twice in one object', 'Give each name once.'));
}

const problem = (what: string, fix: string, where = 'body'): Problem => ({ where, what, fix });

/** It keeps nothing between two texts that are decoded whole, and costs more to make than to ask. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** `steps` lead to it from outside; they are put together only when there is a fault. */
type Fault = { readonly what: string; readonly fix: string; readonly steps: readonly string[] };

const fault = (what: string, fix: string): Fault => ({ what, fix, steps: [] });
const stepInto = (step: string, found: Fault): Fault => ({ ...found, steps: [step.slice(0, 60), ...found.steps] });

/** The first fault below a value; counts the names it meets on the way. */
function findFault(value: unknown, depth: number, names: { count: number }): Fault | null {
  if (typeof value === 'string') return findTextFault(value);
  if (typeof value !== 'object' || value === null) return null;
  if (depth >= maxJsonDepth) return fault(`is nested deeper than ${maxJsonDepth} levels`, 'Flatten it.');
  for (const [name, member] of Object.entries(value)) {
    const found = (Array.isArray(value) ? null : findNameFault(name, names)) ?? findFault(member, depth + 1, names);
    if (found !== null) return stepInto(name, found);
  }
  return null;
}

function findNameFault(name: string, names: { count: number }): Fault | null {
  names.count += 1;
  return name === '__proto__' ? fault('is a name that is not allowed', 'Leave it out.') : findTextFault(name);
}

/** PostgreSQL stores neither: NUL is refused by the server, half a surrogate pair is not a character. */
function findTextFault(text: string): Fault | null {
  if (text.includes('\0')) return fault('contains NUL', 'Leave control characters out.');
  return text.isWellFormed() ? null : fault('contains half a surrogate pair', 'Send whole characters.');
}

/** A name is a string with a colon behind it. What is between two quotes is not walked through: most of a body is one long text. */
function countNames(json: string): number {
  let count = 0;
  for (let start = json.indexOf('"'); start >= 0; ) {
    const end = endOfString(json, start + 1);
    if (end < 0) return count;
    let behind = end + 1;
    while (isSpace(json.charCodeAt(behind))) behind += 1;
    if (json[behind] === ':') count += 1;
    start = json.indexOf('"', behind);
  }
  return count;
}

/** At the first quote with no backslash of its own; -1 where there is none, which no JSON has. */
function endOfString(json: string, from: number): number {
  let end = json.indexOf('"', from);
  while (end >= 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, at: number): boolean {
  let from = at;
  while (json[from - 1] === '\\') from -= 1;
  return (at - from) % 2 === 1;
}

/** As JSON has it (RFC 8259, 2). */
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
