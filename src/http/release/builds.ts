// /v1/builds: draft, list and read builds, and discard a draft.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { discardDraft } from '../../app/discard-draft.ts';
import { draftBuild } from '../../app/draft-build.ts';
import { mayAct } from '../../domain/catalog/token.ts';
import { buildName } from '../../wire/names.ts';
import { build, buildDetails, buildId, buildPage, buildsQuery, draftBuildBody } from '../../wire/release/build.ts';
import { encodeBuild, encodeBuildDetails } from '../../wire/release/encode-build.ts';
import { productId } from '../../wire/release/names.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { byOf, refuseBearer, requireRole } from '../shared/require-role.ts';
import { repositoryPorts } from '../shared/trust-ports.ts';
import { refuseDraft } from './draft-refusals.ts';
import { refuseUnknownBuild, requireOwnBuild } from './own-build.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const draftBuildRoute = createRoute({
  method: 'post',
  path: '/v1/builds',
  summary: 'Draft a build',
  description:
    'Reserves the id, the release counter, the version and the vendor string. The same content again answers the build that is there.',
  middleware: requireRole('engineer'),
  request: jsonBody(draftBuildBody),
  responses: {
    200: jsonAnswer('The build with this content, which was there already.', build),
    201: jsonAnswer('The draft.', build),
    ...problemAnswers(400, 401, 403, 404, 409, 422),
  },
});

const listBuildsRoute = createRoute({
  method: 'get',
  path: '/v1/builds',
  summary: 'List builds',
  description: 'Newest first. A token for one product sees the builds of that product.',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: buildsQuery },
  responses: { 200: jsonAnswer('A page of builds.', buildPage), ...problemAnswers(400, 401, 403, 404) },
});

const showBuildRoute = createRoute({
  method: 'get',
  path: '/v1/builds/{build}',
  summary: 'Show a build by its id',
  middleware: [requireRole('engineer', 'viewer'), requireOwnBuild],
  request: { params: z.object({ build: buildId }) },
  responses: { 200: jsonAnswer('The build.', buildDetails), ...problemAnswers(400, 401, 403, 404) },
});

const findBuildRoute = createRoute({
  method: 'get',
  path: '/v1/products/{product}/builds/{name}',
  summary: 'Show a build by its version, vendor string or id',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ product: productId, name: buildName }) },
  responses: { 200: jsonAnswer('The build.', buildDetails), ...problemAnswers(400, 401, 403, 404) },
});

const discardDraftRoute = createRoute({
  method: 'delete',
  path: '/v1/builds/{build}',
  summary: 'Discard a draft',
  description: 'Its version and vendor string are free again, and what was sent of its artifact is dropped.',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params: z.object({ build: buildId }) },
  responses: { 204: { description: 'Discarded.' }, ...problemAnswers(400, 401, 403, 404, 409) },
});

export const buildRoutes = routes()
  .openapi(draftBuildRoute, async (c) => {
    const content = c.req.valid('json');
    const bearer = c.get('bearer');
    if (!mayAct(bearer, ['engineer'], content.product))
      return refuseBearer(c, bearer, `Use a token for ${content.product}.`);
    const answer = await draftBuild({ ...c.env.stores(), ...repositoryPorts(c.env) }, content, byOf(c));
    if (!answer.ok) return refuseDraft(c, content, answer);
    return answer.isAdded ? c.json(encodeBuild(answer.build), 201) : c.json(encodeBuild(answer.build), 200);
  })
  .openapi(listBuildsRoute, async (c) => {
    const { limit, after = null, channel = null, state = null, ...asked } = c.req.valid('query');
    const bearer = c.get('bearer');
    const product = asked.product ?? bearer.productId;
    if (!mayAct(bearer, ['engineer', 'viewer'], product)) return refuseBearer(c, bearer, `Use a token for ${product}.`);
    const page = await c.env.stores().builds.loadBuilds({ product, channel, state }, { limit, after });
    const none = await refuseEmptyOfNone(c, asked.product ?? null, page.items);
    return none ?? c.json({ ...page, items: page.items.map(encodeBuild) }, 200);
  })
  .openapi(showBuildRoute, async (c) => {
    const { build: id } = c.req.valid('param');
    const found = await c.env.stores().builds.loadBuild(id);
    return found === null ? refuseUnknownBuild(c, id) : c.json(encodeBuildDetails(found), 200);
  })
  .openapi(findBuildRoute, async (c) => {
    const { product, name } = c.req.valid('param');
    const found = await c.env.stores().builds.loadBuildByName(product, name);
    if (found !== null) return c.json(encodeBuildDetails(found), 200);
    return (await refuseEmptyOfNone(c, product, [])) ?? refuseUnknownBuild(c, name);
  })
  .openapi(discardDraftRoute, async (c) => {
    const { build: id } = c.req.valid('param');
    const answer = await discardDraft({ ...c.env.process, ...c.env.stores() }, id, byOf(c));
    if (answer.ok) return c.body(null, 204);
    if (answer.refusal === 'unknown-build') return refuseUnknownBuild(c, id);
    const detail = `The build "${id}" is sealed, and a sealed build never changes.`;
    const fix = `Withdraw it: POST /v1/builds/${id}/withdraw.`;
    return problem(c, { status: 409, code: answer.refusal, detail, fix, current: encodeBuild(answer.build) });
  });
