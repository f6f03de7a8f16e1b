// Lets a request through by the release map in memory: for what must work while the database is down.
import { createMiddleware } from 'hono/factory';
import { findSteward } from '../../domain/rollout/edge-hold.ts';
import type { HttpEnv } from './http-env.ts';
import { bearerPattern, requireRole, sha256Hex } from './require-role.ts';
import { markRoute } from './route-marks.ts';

/** As polls do: strangers cannot make it ask more often. */
const refreshAfterMs = 3_000;

const byDatabase = requireRole('engineer');

/** Operators and engineers. Whom the map does not know, the database is asked about: the token may be younger than the map. */
export const requireSteward = markRoute(
  createMiddleware<HttpEnv>(async (c, next) => {
    const { currentMap } = c.env.process;
    if (currentMap.loadAgeMs() >= refreshAfterMs) await currentMap.refreshCurrentMap();
    const sent = bearerPattern.exec(c.req.header('authorization') ?? '')?.[1];
    const stewards = currentMap.loadCurrentMap()?.stewards ?? [];
    const token = sent === undefined ? null : findSteward(stewards, await sha256Hex(sent), c.get('nowMs'));
    if (token === null) return byDatabase(c, next);
    c.set('bearer', token);
    return next();
  }),
  { scheme: 'bearer', roles: ['engineer'] },
);
