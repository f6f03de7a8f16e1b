// Keeps a token for one product away from the builds of others: to it they do not exist.
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { productOfBuildId } from '../../domain/build/build.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

/** Behind `requireRole`. A build's id begins with its product, so nobody has to look. */
export const requireOwnBuild = createMiddleware<HttpEnv>(async (c, next) => {
  const scope = c.get('bearer').productId;
  const id = c.req.param('build') ?? '';
  return scope === null || scope === productOfBuildId(id) ? next() : refuseUnknownBuild(c, id);
});

export function refuseUnknownBuild(c: Context<HttpEnv>, name: string) {
  const detail = `There is no build "${name}".`;
  return problem(c, {
    status: 404,
    code: 'unknown-build',
    detail,
    fix: 'See `GET /v1/builds` for the ones there are.',
  });
}
