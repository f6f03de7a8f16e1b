// Says what is wrong with one place of a plan file, and what to write, in the words of the published schema.
import type * as z from 'zod';
import type { Problem } from '../../domain/result.ts';
import { findNearest } from '../nearest.ts';
import { encodeIssue, encodePath } from '../zod-problems.ts';
import { findSchema } from './schema.ts';

/** What and fix for one issue of the shape. */
export function encodeAdvice(issue: z.core.$ZodIssue): Omit<Problem, 'where'> {
  if (issue.code === 'unrecognized_keys') return adviseOnKey(issue.keys[0] ?? '', issue.path);
  const { what, fix } = encodeIssue(issue);
  return { what: `${nameOf(issue.path)} ${what}`, fix: [fix, ...describe(issue.path)].join(' ') };
}

function adviseOnKey(key: string, path: readonly PropertyKey[]): Omit<Problem, 'where'> {
  const known = Object.keys(findSchema(path)?.properties ?? {});
  const nearest = findNearest(key, known);
  const what = `${nameOf(path)} has the unknown key ${JSON.stringify(key.slice(0, 60))}`;
  return { what, fix: nearest === null ? `Use one of ${known.join(', ')}.` : `Did you mean ${nearest}?` };
}

/** `stages[2].permille`; the document itself is the plan. */
const nameOf = (path: readonly PropertyKey[]): string => encodePath(path).replace(/^\./, '') || 'the plan';

/** What the schema says of the place, with an example in one line of YAML. */
function describe(path: readonly PropertyKey[]): string[] {
  const schema = findSchema(path);
  const key = path.at(-1);
  const example = schema?.examples?.[0];
  const isShort = typeof example === 'string' || typeof example === 'number';
  const line = typeof key === 'string' && isShort ? [`Example: ${key}: ${example}`] : [];
  return [...(schema?.description === undefined ? [] : [schema.description]), ...line];
}
