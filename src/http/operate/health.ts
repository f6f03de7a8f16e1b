// /healthz says that the process runs, /readyz that it can do its work.
import { createRoute } from '@hono/zod-openapi';
import { checkReadiness } from '../../app/check-readiness.ts';
import { health, readiness } from '../../wire/operate/health.ts';
import { jsonAnswer, routes } from '../shared/open-api.ts';
import { repositoryPorts } from '../shared/trust-ports.ts';

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Whether the process runs',
  responses: {
    200: jsonAnswer('It runs.', health),
  },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  summary: 'Whether database and storage answer, and how old the release map is',
  responses: {
    200: jsonAnswer('Ready.', readiness),
    503: jsonAnswer('Not ready; polls are still answered from the last map.', readiness),
  },
});

export const healthRoutes = routes()
  .openapi(healthRoute, (c) => c.json({ status: 'ok', nowMs: c.get('nowMs') } as const, 200))
  .openapi(readyRoute, async (c) => {
    const trust = { ...repositoryPorts(c.env), signer: c.env.process.onlineSigner };
    const answer = await checkReadiness({ ...c.env.process, ...c.env.stores(), trust }, c.get('nowMs'));
    const { state, alarms } = answer.trust;
    return c.json({ ...answer, trust: { state, alarms } }, answer.isReady ? 200 : 503);
  });
