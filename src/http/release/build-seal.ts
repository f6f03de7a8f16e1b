// POST /v1/builds/{build}/seal and /withdraw: the two facts about a build that are never taken back.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { sealBuild } from '../../app/seal-build.ts';
import { withdrawBuild } from '../../app/withdraw-build.ts';
import { buildDetails, buildId, sealBuildBody, withdrawBuildBody } from '../../wire/release/build.ts';
import { encodeBuildDetails } from '../../wire/release/encode-build.ts';
import { parseSignedRelease } from '../../wire/release/signed-release.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseUnknownBuild, requireOwnBuild } from './own-build.ts';
import { refuseSeal } from './seal-refusals.ts';

const sealBuildRoute = createRoute({
  method: 'post',
  path: '/v1/builds/{build}/seal',
  summary: 'Seal a build with its signed release statement',
  description:
    'The statement says exactly what the draft says, and is signed by a key of the product. The same again changes nothing.',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params: z.object({ build: buildId }), ...jsonBody(sealBuildBody) },
  responses: { 200: jsonAnswer('The sealed build.', buildDetails), ...problemAnswers(400, 401, 403, 404, 409, 422) },
});

const withdrawBuildRoute = createRoute({
  method: 'post',
  path: '/v1/builds/{build}/withdraw',
  summary: 'Withdraw a sealed build',
  description: 'It is offered to nobody from now on; its rollouts stand still.',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params: z.object({ build: buildId }), ...jsonBody(withdrawBuildBody) },
  responses: { 200: jsonAnswer('The withdrawn build.', buildDetails), ...problemAnswers(400, 401, 403, 404, 409) },
});

export const buildSealRoutes = routes()
  .openapi(sealBuildRoute, async (c) => {
    const { build: id } = c.req.valid('param');
    const release = parseSignedRelease(c.req.valid('json').release);
    if (!release.ok) {
      const [first] = release.problems;
      const detail = `The release statement cannot be read: ${first?.where} ${first?.what}.`;
      const errors = release.problems;
      return problem(c, { status: 400, code: 'malformed-statement', detail, fix: first?.fix ?? '', errors });
    }
    const answer = await sealBuild(c.env.stores(), { buildId: id, release: release.value }, byOf(c));
    if (answer.ok) return c.json(encodeBuildDetails(answer.build), 200);
    return answer.refusal === 'unknown-build' ? refuseUnknownBuild(c, id) : refuseSeal(c, answer);
  })
  .openapi(withdrawBuildRoute, async (c) => {
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
