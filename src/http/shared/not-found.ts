// Answers what no route took: 405 with Allow where the path exists under other methods, 404 otherwise.
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { HttpEnv } from './http-env.ts';
import { problem } from './problem.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** The router is asked as for a request; what it finds under ALL stands before every route and is none. */
function allowedMethods(app: OpenAPIHono<HttpEnv>, path: string): string[] {
  const taken = methods.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method !== 'ALL'),
  );
  return taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

export const refuseUnrouted = (app: OpenAPIHono<HttpEnv>) => (c: Context<HttpEnv>) => {
  const allowed = allowedMethods(app, c.req.path);
  if (allowed.length === 0) {
    const detail = `Nothing lives at ${c.req.method} ${shortened(c.req.path)}.`;
    return problem(c, { status: 404, code: 'not-found', detail, fix: 'Begin at /, or see /docs for what does.' });
  }
  c.header('allow', allowed.join(', '));
  const detail = `${shortened(c.req.path)} does not take ${c.req.method}.`;
  return problem(c, { status: 405, code: 'method-not-allowed', detail, fix: `Use ${allowed.join(' or ')}.` });
};

/** Whoever asks for a path of thousands of characters knows it. */
const shortened = (path: string): string => (path.length > 200 ? `${path.slice(0, 200)}…` : path);
