// Finds the rollout that a path names, if it is there for this token.
import type { Context } from 'hono';
import type { Rollout } from '../../domain/rollout/rollout.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';
import { isInScope } from './own-product.ts';

/** Null for one that is not there, and for one of a product that the token has no say in. */
export async function loadOwnRollout(c: Context<HttpEnv>, id: number): Promise<Rollout | null> {
  const found = await c.env.stores().rollouts.loadRollout(id);
  return found !== null && isInScope(c, found.product) ? found : null;
}

export function refuseUnknownRollout(c: Context<HttpEnv>, id: number) {
  const detail = `There is no rollout ${id}.`;
  return problem(c, {
    status: 404,
    code: 'unknown-rollout',
    detail,
    fix: 'See `GET /v1/rollouts` for the ones there are.',
  });
}
