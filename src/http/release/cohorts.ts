// /v1/products/{product}/cohorts: who belongs together in a plan, by list, by rule, or as testers.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { changeMembers } from '../../app/change-members.ts';
import { type DefineCohortAnswer, defineCohort } from '../../app/define-cohort.ts';
import {
  cohort,
  cohortBody,
  cohortId,
  cohortPage,
  encodeCohort,
  memberCounts,
  memberPage,
  membersBody,
} from '../../wire/release/cohort.ts';
import { pageQuery, productId } from '../../wire/release/names.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseEmptyOfNone, refuseMisspelt } from './unknown-product.ts';

const ofProduct = z.object({ product: productId });
const ofCohort = z.object({ product: productId, cohort: cohortId });

const listRoute = createRoute({
  method: 'get',
  path: '/v1/products/{product}/cohorts',
  summary: 'List cohorts',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: ofProduct, query: pageQuery },
  responses: { 200: jsonAnswer('A page of cohorts.', cohortPage), ...problemAnswers(400, 401, 403, 404) },
});

const defineRoute = createRoute({
  method: 'put',
  path: '/v1/products/{product}/cohorts/{cohort}',
  summary: 'Define a cohort, or change what it means',
  description: 'Members stay when the kind changes. A rollout whose stages name it follows within seconds.',
  middleware: requireRole('engineer'),
  request: { params: ofCohort, ...jsonBody(cohortBody) },
  responses: { 200: jsonAnswer('The cohort.', cohort), ...problemAnswers(400, 401, 403, 404, 422) },
});

const changeMembersRoute = createRoute({
  method: 'post',
  path: '/v1/products/{product}/cohorts/{cohort}/members',
  summary: 'Add devices to a cohort, and remove some',
  description: 'A device learns of it with its next pass. Who is in both lists ends up added.',
  middleware: requireRole('engineer'),
  request: { params: ofCohort, ...jsonBody(membersBody) },
  responses: { 200: jsonAnswer('What changed.', memberCounts), ...problemAnswers(400, 401, 403, 404, 422) },
});

const listMembersRoute = createRoute({
  method: 'get',
  path: '/v1/products/{product}/cohorts/{cohort}/members',
  summary: 'List the devices of a cohort',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: ofCohort, query: pageQuery },
  responses: { 200: jsonAnswer('A page of members.', memberPage), ...problemAnswers(400, 401, 403, 404) },
});

export const cohortRoutes = routes()
  .openapi(listRoute, async (c) => {
    const { limit, after = null } = c.req.valid('query');
    const { product } = c.req.valid('param');
    const { items, next } = await c.env.stores().cohorts.loadCohorts(product, { limit, after });
    const none = await refuseEmptyOfNone(c, product, items);
    return none ?? c.json({ items: items.map(encodeCohort), next }, 200);
  })
  .openapi(defineRoute, async (c) => {
    const { product, cohort: id } = c.req.valid('param');
    const { kind, rule = null } = c.req.valid('json');
    const answer = await defineCohort(c.env.stores(), { product, id, kind, rule }, byOf(c));
    if (!answer.ok) return refuseDefinition(c, answer.refusal, product);
    await publishChange(c);
    return c.json(encodeCohort(answer.cohort), 200);
  })
  .openapi(changeMembersRoute, async (c) => {
    const name = c.req.valid('param');
    const answer = await changeMembers(c.env.stores(), { ...name, change: c.req.valid('json') }, byOf(c));
    if (answer.ok) return c.json({ added: answer.added, removed: answer.removed }, 200);
    if (answer.refusal === 'unknown-cohort') return refuseUnknownCohort(c, name);
    const detail = `"${name.cohort}" is not a list of devices.`;
    const fix = 'Define a cohort of kind `named`; testers are made by enrolling devices as such.';
    return problem(c, { status: 422, code: 'not-a-list', detail, fix });
  })
  .openapi(listMembersRoute, async (c) => {
    const name = c.req.valid('param');
    const { limit, after = null } = c.req.valid('query');
    const { cohorts } = c.env.stores();
    if ((await cohorts.loadCohort(name.product, name.cohort)) === null) return refuseUnknownCohort(c, name);
    return c.json(await cohorts.loadMembers(name.product, name.cohort, { limit, after }), 200);
  });

type DefineRefusal = Extract<DefineCohortAnswer, { ok: false }>['refusal'];

const definitions: Record<Exclude<DefineRefusal, 'unknown-product'>, { detail: string; fix: string }> = {
  'reserved-name': { detail: '`everyone` means every device, always.', fix: 'Choose another name.' },
  'testers-are-testers': {
    detail: '`testers` are the devices enrolled as such.',
    fix: 'Choose another name for this.',
  },
  'rule-missing': { detail: 'A cohort of kind `rule` needs a rule.', fix: 'Add `rule`, or choose another kind.' },
  'rule-not-allowed': {
    detail: 'Only a cohort of kind `rule` has a rule.',
    fix: 'Leave `rule` out, or make the kind `rule`.',
  },
};

function refuseDefinition(c: Context<HttpEnv>, code: DefineRefusal, product: string) {
  if (code === 'unknown-product') return refuseMisspelt(c, product);
  return problem(c, { status: 422, code, ...definitions[code] });
}

function refuseUnknownCohort(c: Context<HttpEnv>, { product, cohort: id }: { product: string; cohort: string }) {
  const detail = `"${product}" has no cohort "${id}".`;
  return problem(c, {
    status: 404,
    code: 'unknown-cohort',
    detail,
    fix: `Define it with \`PUT /v1/products/${product}/cohorts/${id}\`.`,
  });
}
