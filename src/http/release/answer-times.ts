// GET /v1/issues/answers: how long people wait between reporting something and hearing anything of it.
import { createRoute } from '@hono/zod-openapi';
import { measureAnswers } from '../../app/measure-answers.ts';
import { answersQuery, answerTimes } from '../../wire/release/answer-times.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { requireRole } from '../shared/require-role.ts';
import { refuseOtherProduct } from './own-product.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const answersRoute = createRoute({
  method: 'get',
  path: '/v1/issues/answers',
  summary: 'Show the time to the first answer by week',
  description:
    'Of bugs and ideas, from the first report of the issue to the first word to testers or change of its status by somebody of the house.',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: answersQuery },
  responses: { 200: jsonAnswer('The weeks.', answerTimes), ...problemAnswers(400, 401, 403, 404) },
});

export const answerTimeRoutes = routes().openapi(answersRoute, async (c) => {
  const { product, weeks } = c.req.valid('query');
  const refused = refuseOtherProduct(c, product);
  if (refused !== null) return refused;
  const asked = { product, ...(weeks === undefined ? {} : { weeks }) };
  const found = await measureAnswers(c.env.stores(), asked, c.get('nowMs'));
  return (await refuseEmptyOfNone(c, product, found)) ?? c.json({ weeks: found }, 200);
});
