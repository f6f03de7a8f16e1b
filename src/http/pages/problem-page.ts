// Shows problems to people as pages: whoever asks for HTML gets the same words in it.
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import { problemPage } from '../../pages/problem/page.tsx';
import { problemDetails } from '../../wire/problem.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { page } from '../shared/page.ts';
import { readSession } from './session.ts';

const problemType = 'application/problem+json';

/** Programs ask for JSON or for anything; only browsers name HTML. The API answers as it is documented, whoever asks. */
export const problemsAsPages = createMiddleware<HttpEnv>(async (c, next) => {
  await next();
  const isForPeople = !c.req.path.startsWith('/v1/') && (c.req.header('accept') ?? '').includes('text/html');
  if (!isForPeople || c.res.headers.get('content-type') !== problemType) return;
  const details = problemDetails.parse(await c.res.json());
  // By the cookie's signature alone: what is told here may be that the database is away.
  const isStranger = readSession(c) === null;
  const shown = await page(c, problemPage({ ...details, isStranger }), 200);
  c.res = new Response(shown.body, { status: details.status, headers: shown.headers });
});

/** How page routes say in the API document that they may refuse. */
export const pageProblems = <const S extends readonly number[]>(...statuses: S) =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: `Refused (${status})`,
        content: { [problemType]: { schema: problemDetails }, 'text/html': { schema: z.string() } },
      },
    ]),
  ) as Record<
    S[number],
    {
      description: string;
      content: { 'application/problem+json': { schema: typeof problemDetails }; 'text/html': { schema: z.ZodString } };
    }
  >;
