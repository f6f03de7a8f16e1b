// POST /v1/builds/{build}/withdraw: the fact about a sealed build that is never taken back.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { withdrawBuild } from '../../app/withdraw-build.ts';
import { buildDetails, buildId, withdrawBuildBody } from '../../wire/release/build.ts';
import { encodeBuildDetails } from '../../wire/release/encode-build.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseUnknownBuild, requireOwnBuild } from './own-build.ts';

const withdrawBuildRoute = createRoute({
  method: 'post',
  path: '/v1/builds/{build}/withdraw',
  summary: 'Withdraw a sealed build',
  description: 'It is offered to nobody from now on; its rollouts stand still.',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params: z.object({ build: buildId }), ...jsonBody(withdrawBuildBody) },
  responses: { 200: jsonAnswer('The withdrawn build.', buildDetails), ...problemAnswers(400, 401, 403, 404, 409) },
});

export const buildWithdrawalRoutes = routes().openapi(withdrawBuildRoute, async (c) => {
  const { build: id } = c.req.valid('param');
  const answer = await withdrawBuild(c.env.stores(), { buildId: id, ...c.req.valid('json') }, byOf(c));
  if (answer.ok) {
    await publishChange(c);
    return c.json(encodeBuildDetails(answer.build), 200);
  }
  if (answer.refusal === 'unknown-build') return refuseUnknownBuild(c, id);
  const current = encodeBuildDetails(answer.build);
  if (answer.refusal === 'not-sealed') {
    const fix = `Discard the draft: DELETE /v1/builds/${id}.`;
    return problem(c, {
      status: 409,
      code: answer.refusal,
      detail: `The build "${id}" is still a draft.`,
      fix,
      current,
    });
  }
  const detail = `The build "${id}" is withdrawn already.`;
  return problem(c, { status: 409, code: answer.refusal, detail, fix: 'Nothing is left to do.', current });
});
