// Makes a router whose routes carry their own schemas: what they check is what the OpenAPI document says.
import { OpenAPIHono } from '@hono/zod-openapi';
import type * as z from 'zod';
import type { Problem } from '../../domain/result.ts';
import { problemDetails } from '../../wire/problem.ts';
import { encodeIssue } from '../../wire/zod-problems.ts';
import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';

const placeNames = { json: 'body', form: 'body', query: 'query', param: 'path', header: 'header', cookie: 'cookie' };

const maxProblems = 20;

/** Zod leaves out of its issues what was sent, which our words show. */
const toProblems = (place: string, error: z.core.$ZodError, sent: unknown): Problem[] =>
  error.issues.slice(0, maxProblems).map((issue) => {
    const path = place === 'body' ? issue.path : asSent(sent, issue.path);
    const input = place === 'body' ? lookUp(sent, path) : lookUpText(sent, issue, path);
    return { where: [place, ...path].join('.'), ...encodeIssue(Object.assign(issue, { input })) };
  });

/** A list within a text (`?status=new,triaged`) is a list to its schema only: people are shown what they wrote. */
function asSent(sent: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] {
  const toText = path.findIndex((_, at) => typeof lookUp(sent, path.slice(0, at)) === 'string');
  return toText === -1 ? path : path.slice(0, toText);
}

const lookUp = (sent: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined), sent);

/** Paths and queries are text, also where a number is meant. */
function lookUpText(sent: unknown, issue: z.core.$ZodIssue, path: readonly PropertyKey[]): unknown {
  const text = lookUp(sent, path);
  const meant = 'origin' in issue ? issue.origin : 'expected' in issue ? issue.expected : 'string';
  const isNumber = meant !== 'string' && text !== undefined && !Number.isNaN(Number(text));
  return isNumber ? Number(text) : text;
}

/** Input that does not fit its schema is answered with every mistake and where it is. */
export const routes = () =>
  new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const place = placeNames[result.target as keyof typeof placeNames] ?? result.target;
      // The validator hands over what was sent beside the error; its types do not tell.
      const errors = toProblems(place, result.error, Reflect.get(result, 'data'));
      const [first] = errors;
      return problem(c, {
        status: 400,
        code: 'malformed-request',
        detail: `${first?.where} ${first?.what}`,
        fix: first?.fix ?? '',
        errors,
      });
    },
  });

const problemContent = { content: { 'application/problem+json': { schema: problemDetails } } };

/** The answers every route can give besides its own. */
export const problemAnswers = <const S extends readonly number[]>(...statuses: S) =>
  Object.fromEntries(
    statuses.map((status) => [status, { description: `Refused (${status})`, ...problemContent }]),
  ) as Record<S[number], typeof problemContent & { description: string }>;

export const jsonAnswer = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});
export const jsonBody = <T extends z.ZodType>(schema: T) =>
  ({ body: { required: true, content: { 'application/json': { schema } } } }) as const;
