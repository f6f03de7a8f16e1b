// /rollouts and /rollouts/{rollout}: the pages that engineers leave open on a Friday.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { listRollouts } from '../../app/list-rollouts.ts';
import { showRollout } from '../../app/show-rollout.ts';
import { rolloutModel } from '../../pages/rollout/model.ts';
import { rolloutPage } from '../../pages/rollout/page.tsx';
import { rolloutsModel } from '../../pages/rollouts/model.ts';
import { rolloutsPage } from '../../pages/rollouts/page.tsx';
import { rowPageQuery } from '../../wire/release/names.ts';
import { rowId } from '../../wire/release/plan.ts';
import { loadOwnRollout } from '../release/own-rollout.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { accountOf } from './account.ts';
import { pageProblems } from './problem-page.ts';
import { requireSession } from './require-session.ts';

const { after } = rowPageQuery.shape;
const toLogin = { 303: { description: 'To the login page, and back from there.' } };

/** Rows of one page: a screenful. */
const listLimit = 20;
/** Decisions of one page: more than most rollouts ever have. */
const historyLimit = 50;

const listRoute = createRoute({
  method: 'get',
  path: '/rollouts',
  summary: 'The page of all rollouts, newest first',
  middleware: requireSession,
  request: { query: z.object({ after }) },
  responses: { 200: htmlAnswer('The page.'), ...toLogin, ...pageProblems(400, 401, 403) },
});

const showRoute = createRoute({
  method: 'get',
  path: '/rollouts/{rollout}',
  summary: 'The page of a rollout',
  description: 'Asks for itself again every few seconds while the rollout is open, unless `live` is `off`.',
  middleware: requireSession,
  request: {
    params: z.object({ rollout: rowId }),
    query: z.object({ after, live: z.enum(['on', 'off']).default('on') }),
  },
  responses: { 200: htmlAnswer('The page.'), ...toLogin, ...pageProblems(400, 401, 403, 404) },
});

export const rolloutPageRoutes = routes()
  .openapi(listRoute, async (c) => {
    const { after: from = null } = c.req.valid('query');
    const bearer = c.get('bearer');
    const filter = { product: bearer.productId, channel: null, state: null };
    const listed = await listRollouts(c.env.stores(), filter, { limit: listLimit, after: from });
    const model = rolloutsModel({ page: listed, isFirst: from === null, nowMs: c.get('nowMs') });
    return page(c, rolloutsPage(model, accountOf(bearer)), 200);
  })
  .openapi(showRoute, async (c) => {
    const { rollout: id } = c.req.valid('param');
    const { after: from = null, live } = c.req.valid('query');
    const rollout = await loadOwnRollout(c, id);
    if (rollout === null) return refuseUnknown(c, id);
    const stores = c.env.stores();
    const nowMs = c.get('nowMs');
    const [view, decisions] = await Promise.all([
      showRollout(stores, rollout, nowMs),
      stores.rollouts.loadDecisions(id, { limit: historyLimit, after: from }),
    ]);
    const model = rolloutModel({ ...view, decisions, nowMs, isLive: live === 'on' });
    return page(c, rolloutPage(model, accountOf(c.get('bearer'))), 200);
  });

function refuseUnknown(c: Context<HttpEnv>, id: number) {
  const detail = `There is no rollout ${id} that you could see.`;
  return problem(c, { status: 404, code: 'unknown-rollout', detail, fix: 'Find it in the list of rollouts.' });
}
