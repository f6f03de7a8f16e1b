// Runs a schema over outside input and says in our words what is wrong, where, and what to do.
import type * as z from 'zod';
import { ok, type Problem, type Result } from '../domain/result.ts';

/** A hostile document may be wrong in a million places; a person mends them a screenful at a time. */
const maxProblems = 20;

/** Parses with a zod schema. `root` opens each path, `$` unless the caller has a better name for the whole. */
export function parseWith<S extends z.ZodType>(schema: S, value: unknown, root = '$'): Result<z.output<S>> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  return { ok: false, problems: parsed.error.issues.slice(0, maxProblems).map((issue) => encodeProblem(issue, root)) };
}

function encodeProblem(issue: z.core.$ZodIssue, root: string): Problem {
  return { where: root + encodePath(issue.path), ...encodeIssue(issue) };
}

/** `.stages[2].permille`; a key that is no plain name stands in brackets. */
export function encodePath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      const key = excerpt(String(step));
      return /^[\w-]+$/.test(key) ? `.${key}` : `[${quote(key)}]`;
    })
    .join('');
}

/** What is wrong and what to do, without the place. */
export function encodeIssue(issue: z.core.$ZodIssue): Omit<Problem, 'where'> {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { what: 'is missing', fix: `Add it, as ${withArticle(issue.expected)}.` }
        : { what: `is ${nameType(issue.input)}`, fix: `Write ${withArticle(issue.expected)}.` };
    case 'invalid_value':
      return issue.input === undefined
        ? { what: 'is missing', fix: `Add it: ${listValues(issue.values)}.` }
        : { what: `is ${show(issue.input)}`, fix: `Write ${listValues(issue.values)}.` };
    case 'unrecognized_keys':
      return { what: `has the unknown key ${issue.keys.slice(0, 3).map(show).join(', ')}`, fix: 'Remove it.' };
    case 'too_small':
      return { what: encodeSize(issue, 'below', issue.minimum), fix: `Keep it at ${issue.minimum} or more.` };
    case 'too_big':
      return { what: encodeSize(issue, 'above', issue.maximum), fix: `Keep it at ${issue.maximum} or less.` };
    case 'invalid_format':
      return {
        what: `is ${show(issue.input)}`,
        fix: `${isOurs(issue) ? `It ${issue.message}` : `Write it as ${issue.pattern ?? issue.format}`}.`,
      };
    default:
      return {
        what: isScalar(issue.input) ? `is ${show(issue.input)}` : 'breaks a rule',
        fix: `${encodeRule(issue)}.`,
      };
  }
}

function encodeRule(issue: z.core.$ZodIssue): string {
  if (isOurs(issue)) return `It ${issue.message}`;
  return issue.code === 'invalid_union' && issue.discriminator === undefined
    ? 'Write it as the schema describes it'
    : issue.message;
}

/** Messages of our own schemas start small (`must be …`), zod's with a capital. */
const isOurs = (issue: { message: string }): boolean => /^[a-z]/.test(issue.message);

function encodeSize(issue: { input?: unknown }, side: string, limit: number | bigint): string {
  const { input } = issue;
  if (Array.isArray(input)) return `has ${input.length} entries, ${side} ${limit}`;
  if (typeof input === 'string') return `has ${input.length} characters, ${side} ${limit}`;
  return `is ${show(input)}, ${side} ${limit}`;
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const excerpt = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

/** What nobody sees is spelled out: it could turn a line around, or steer the terminal that shows it. */
const quote = (text: string): string =>
  JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);

function show(value: unknown): string {
  if (typeof value === 'string') return quote(excerpt(value));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : nameType(value);
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return `the number ${value}`;
  return withArticle(typeof value);
}

const words: Readonly<Record<string, string>> = {
  object: 'a group of keys',
  record: 'a group of keys',
  array: 'a list',
  int: 'a whole number',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

const withArticle = (type: string): string => words[type] ?? `a ${type}`;

const listValues = (values: readonly unknown[]): string => values.map(show).join(' or ');
