// /v1/rollouts/{rollout}/decisions: the history of a rollout with its evidence, and the word of a person.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { decideRollout } from '../../app/decide-rollout.ts';
import { encodeDecision, encodeRollout } from '../../wire/release/encode-rollout.ts';
import { rowPageQuery } from '../../wire/release/names.ts';
import { rowId } from '../../wire/release/plan.ts';
import { decideBody, decided, decisionPage } from '../../wire/release/rollout.ts';
import { idempotent } from '../shared/idempotency.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { repositoryPorts } from '../shared/trust-ports.ts';
import { refuseDecision } from './decision-refusals.ts';
import { loadOwnRollout, refuseUnknownRollout } from './own-rollout.ts';

const params = z.object({ rollout: rowId });

const listDecisionsRoute = createRoute({
  method: 'get',
  path: '/v1/rollouts/{rollout}/decisions',
  summary: 'List the decisions of a rollout, newest first, with their evidence',
  middleware: requireRole('engineer', 'viewer'),
  request: { params, query: rowPageQuery },
  responses: { 200: jsonAnswer('A page of decisions.', decisionPage), ...problemAnswers(400, 401, 403, 404) },
});

const decideRoute = createRoute({
  method: 'post',
  path: '/v1/rollouts/{rollout}/decisions',
  summary: 'Promote, complete, hold, resume, retreat or close a rollout; quarantine models or lift it',
  description:
    'Hold lets no new devices in; resume takes that back; retreat offers the fallback to those who have the build; close ends the rollout without a verdict; quarantine stops offering it to single models, and lift takes that back. ' +
    'With `parent` the decision takes effect only if nobody decided since. With `override` a person takes the place of the gate for a while: ' +
    'it goes on to be asked and shown, and rules again on all its evidence when that is over.',
  middleware: [requireRole('engineer'), idempotent],
  request: { params, ...jsonBody(decideBody) },
  responses: { 201: jsonAnswer('The decision, in force.', decided), ...problemAnswers(400, 401, 403, 404, 409, 422) },
});

export const decisionRoutes = routes()
  .openapi(listDecisionsRoute, async (c) => {
    const { rollout: id } = c.req.valid('param');
    const { limit, after = null } = c.req.valid('query');
    if ((await loadOwnRollout(c, id)) === null) return refuseUnknownRollout(c, id);
    const page = await c.env.stores().rollouts.loadDecisions(id, { limit, after });
    return c.json({ ...page, items: page.items.map(encodeDecision) }, 200);
  })
  .openapi(decideRoute, async (c) => {
    const { rollout: id } = c.req.valid('param');
    const { verb, parent = null, reason = null, permit = null, models = [], ...asked } = c.req.valid('json');
    const rollout = await loadOwnRollout(c, id);
    if (rollout === null) return refuseUnknownRollout(c, id);
    const override = asked.override === undefined ? null : { ...asked.override, role: c.get('bearer').role };
    const wanted = { verb, parent, reason, permit, models, override };
    const answer = await decideRollout({ ...c.env.stores(), ...repositoryPorts(c.env) }, { rollout, wanted }, byOf(c));
    if (!answer.ok) return refuseDecision(c, answer);
    const mapRevision = await publishChange(c);
    return c.json(
      { decision: encodeDecision(answer.decision), rollout: encodeRollout(answer.rollout), mapRevision },
      201,
    );
  });
