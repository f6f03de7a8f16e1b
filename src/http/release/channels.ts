// PUT /v1/products/{product}/channels/{channel}: a stream of builds, its timetable and how often devices ask.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { setChannel } from '../../app/set-channel.ts';
import { channelsMax } from '../../domain/catalog/product.ts';
import { channelId, productId } from '../../wire/release/names.ts';
import { channel, setChannelBody } from '../../wire/release/product.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseMisspelt } from './unknown-product.ts';

const setChannelRoute = createRoute({
  method: 'put',
  path: '/v1/products/{product}/channels/{channel}',
  summary: 'Add a channel, or change its timetable and pace',
  description:
    'With a timetable the newest sealed build leaves by itself every week; null leaves the starting of rollouts to people. ' +
    'A changed timetable counts from now: what it would have let leave before is not made up for.',
  middleware: requireRole('engineer'),
  request: { params: z.object({ product: productId, channel: channelId }), ...jsonBody(setChannelBody) },
  responses: { 200: jsonAnswer('The channel.', channel), ...problemAnswers(400, 401, 403, 404, 422) },
});

export const channelRoutes = routes().openapi(setChannelRoute, async (c) => {
  const { product, channel: id } = c.req.valid('param');
  const change = { productId: product, channel: { id, ...c.req.valid('json') } };
  const answer = await setChannel(c.env.stores(), change, byOf(c));
  if (answer.ok) {
    await publishChange(c);
    return c.json(answer.channel, 200);
  }
  if (answer.refusal === 'unreadable-timetable') {
    const errors = answer.problems.map(({ where, ...rest }) => ({ where: `body.timetable (${where})`, ...rest }));
    const [first] = errors;
    const detail = `The timetable cannot be read: ${first?.what}.`;
    return problem(c, { status: 422, code: answer.refusal, detail, fix: first?.fix ?? '', errors });
  }
  if (answer.refusal === 'unknown-product') return refuseMisspelt(c, product);
  const detail = `"${product}" has ${channelsMax} channels already, which is the most.`;
  return problem(c, { status: 422, code: answer.refusal, detail, fix: 'Use one of the channels there are.' });
});
