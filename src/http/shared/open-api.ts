// Makes a router whose routes carry their own schemas: what they check is what the OpenAPI document says.
import { OpenAPIHono } from '@hono/zod-openapi';
import type * as z from 'zod';
import type { Problem } from '../../domain/result.ts';
import { problemDetails } from '../../wire/problem.ts';
import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';

const placeNames = { json: 'body', form: 'body', query: 'query', param: 'path', header: 'header', cookie: 'cookie' };

const toProblems = (place: string, error: z.core.$ZodError): Problem[] =>
  error.issues.map((issue) => {
    const where = [place, ...issue.path].join('.');
    return { where, what: issue.message, fix: `Mend ${where} and send the request again.` };
  });

/** Input that does not fit its schema is answered with every mistake and where it is. */
export const routes = () =>
  new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const errors = toProblems(placeNames[result.target as keyof typeof placeNames] ?? result.target, result.error);
      const [first] = errors;
      return problem(c, {
        status: 400,
        code: 'malformed-request',
        detail: `${first?.where}: ${first?.what}`,
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
