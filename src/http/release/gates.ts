// GET /v1/rollouts/{rollout}/gate: what the gate says now, and what it looks at.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { explainGate } from '../../app/explain-gate.ts';
import { encodeGateWord, gateExplanation } from '../../wire/release/gate.ts';
import { rowId } from '../../wire/release/plan.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { requireRole } from '../shared/require-role.ts';
import { loadOwnRollout, refuseUnknownRollout } from './own-rollout.ts';

const explainGateRoute = createRoute({
  method: 'get',
  path: '/v1/rollouts/{rollout}/gate',
  summary: 'Explain the gate of a rollout',
  description: 'The judgement of the next tick, on the evidence there is now; nothing is recorded.',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ rollout: rowId }) },
  responses: {
    200: jsonAnswer('The verdict with its evidence.', gateExplanation),
    ...problemAnswers(400, 401, 403, 404),
  },
});

export const gateRoutes = routes().openapi(explainGateRoute, async (c) => {
  const { rollout: id } = c.req.valid('param');
  const rollout = await loadOwnRollout(c, id);
  if (rollout === null) return refuseUnknownRollout(c, id);
  const explained = await explainGate(c.env.stores(), rollout, c.get('nowMs'));
  const { state, stageIndex, stageEnteredMs, stages } = rollout;
  const { name = '', bakeS = 0 } = stages[stageIndex] ?? {};
  const stage = { index: stageIndex, name, bakeS, enteredMs: stageEnteredMs };
  return c.json(
    { rollout: id, state, stage, ...encodeGateWord(explained), asked: explained.asked, evidence: explained.evidence },
    200,
  );
});
