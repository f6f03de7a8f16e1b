// /v1/issues: what the reports of a product have in common, and what people decide about it.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { type ChangeIssueAnswer, changeIssue } from '../../app/change-issue.ts';
import { commentIssue } from '../../app/comment-issue.ts';
import { mergeIssue, splitIssue } from '../../app/regroup-issues.ts';
import { encodeTag } from '../../wire/if-match.ts';
import {
  changeIssueBody,
  commentBody,
  issue,
  issueBuildPage,
  issueDetails,
  issueNumber,
  issuePage,
  issueQuery,
  mergeBody,
  splitAnswer,
  splitBody,
} from '../../wire/release/issue.ts';
import { productId, rowPageQuery } from '../../wire/release/names.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { idempotent } from '../shared/idempotency.ts';
import { mergeRefusalWords } from '../shared/merge-words.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { answerIssue, answerIssues } from './issue-answer.ts';
import { checkPrecondition, issueTag, preconditionHeaders, refuseStale } from './issue-precondition.ts';
import { refuseOtherProduct } from './own-product.ts';
import { refuseEmptyOfNone } from './unknown-product.ts';

const path = '/v1/issues/{product}/{number}';
const params = z.object({ product: productId, number: issueNumber });
const read = requireRole('engineer', 'viewer');
const steer = requireRole('engineer');

const listRoute = createRoute({
  method: 'get',
  path: '/v1/issues',
  summary: 'List issues, the last met first or by devices',
  middleware: read,
  request: { query: issueQuery },
  responses: { 200: jsonAnswer('A page of issues.', issuePage), ...problemAnswers(400, 401, 403, 404) },
});

const showRoute = createRoute({
  method: 'get',
  path,
  summary: 'Show an issue: where it was met, how it goes, what was said',
  middleware: read,
  request: { params },
  responses: {
    200: { ...jsonAnswer('The issue.', issueDetails), headers: issueTag },
    ...problemAnswers(400, 401, 403, 404),
  },
});

const metRoute = createRoute({
  method: 'get',
  path: `${path}/builds`,
  summary: 'List all builds and models that an issue was met on, by their names',
  middleware: read,
  request: { params, query: rowPageQuery },
  responses: { 200: jsonAnswer('A page of them.', issueBuildPage), ...problemAnswers(400, 401, 403, 404) },
});

const changeRoute = createRoute({
  method: 'patch',
  path,
  summary: 'Change status, fixing build or owner of an issue',
  description:
    'Two people who change it at once do not overwrite each other where they say what they have seen: with `If-Match` the second is answered 412, ' +
    'with `parent` 409, and either way with what it is now.',
  middleware: steer,
  request: { params, headers: preconditionHeaders, ...jsonBody(changeIssueBody) },
  responses: {
    200: { ...jsonAnswer('As it is.', issue), headers: issueTag },
    ...problemAnswers(400, 401, 403, 404, 409, 412, 422),
  },
});

const commentRoute = createRoute({
  method: 'post',
  path: `${path}/comments`,
  summary: 'Comment on an issue',
  middleware: [steer, idempotent] as const,
  request: { params, ...jsonBody(commentBody) },
  responses: { 204: { description: 'It is said.' }, ...problemAnswers(400, 401, 403, 404) },
});

const mergeRoute = createRoute({
  method: 'post',
  path: `${path}/merge`,
  summary: 'Merge an issue into another that is the same fault',
  description: 'Its keys lead there for ever, and so do reports that come with them.',
  middleware: [steer, idempotent] as const,
  request: { params, headers: preconditionHeaders, ...jsonBody(mergeBody) },
  responses: { 204: { description: 'They are one.' }, ...problemAnswers(400, 401, 403, 409, 412) },
});

const splitRoute = createRoute({
  method: 'post',
  path: `${path}/split`,
  summary: 'Give one key of an issue an issue of its own',
  middleware: [steer, idempotent] as const,
  request: { params, headers: preconditionHeaders, ...jsonBody(splitBody) },
  responses: {
    200: jsonAnswer('The number of its own issue.', splitAnswer),
    ...problemAnswers(400, 401, 403, 409, 412),
  },
});

export const issueRoutes = routes()
  .openapi(listRoute, async (c) => {
    const {
      limit,
      after = null,
      product,
      status = [],
      open,
      regressed,
      fresh,
      sort: order,
      ...rest
    } = c.req.valid('query');
    const refused = refuseOtherProduct(c, product);
    if (refused !== null) return refused;
    const { build = null, model = null, assignee = null, signature = null, words = null } = rest;
    const isRegressed = regressed === undefined ? null : regressed === 'yes';
    const only = {
      isOpen: open === 'yes',
      isRegressed,
      isNewInBuild: fresh === 'yes',
      build,
      model,
      assignee,
      signature,
      words,
      order,
    };
    const found = await c.env.stores().issues.loadIssues({ product, statuses: status, ...only }, { limit, after });
    const none = await refuseEmptyOfNone(c, product, found.items);
    return none ?? c.json({ items: await answerIssues(c, found.items), next: found.next }, 200);
  })
  .openapi(showRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const found = await c.env.stores().issues.loadIssue(product, number);
    if (found === null) return refuseUnknown(c, product, number);
    c.header('etag', encodeTag(found.issue.version));
    return c.json(issueDetails.parse({ ...found, issue: await answerIssue(c, found.issue) }), 200);
  })
  .openapi(metRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const { limit, after = null } = c.req.valid('query');
    const found = await c.env.stores().issues.loadMet(product, number, { limit, after });
    return found === null ? refuseUnknown(c, product, number) : c.json(issueBuildPage.parse(found), 200);
  })
  .openapi(changeRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const { issues, builds } = c.env.stores();
    const body = c.req.valid('json');
    const seen = await checkPrecondition(c, { product, number, parent: body.parent });
    if (!seen.ok) return seen.response;
    const { parent, isByHeader } = seen;
    const answer = await changeIssue({ issues, builds }, { product, number, ...body, parent }, byOf(c));
    if (!answer.ok) return refuseChange(c, answer, { product, number, isByHeader });
    c.header('etag', encodeTag(answer.issue.version));
    return c.json(await answerIssue(c, answer.issue), 200);
  })
  .openapi(commentRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const remark = { product, number, ...c.req.valid('json') };
    const isSaid = await commentIssue({ issues: c.env.stores().issues }, remark, byOf(c));
    return isSaid ? c.body(null, 204) : refuseUnknown(c, product, number);
  })
  .openapi(mergeRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const body = c.req.valid('json');
    const seen = await checkPrecondition(c, { product, number, parent: body.parent });
    if (!seen.ok) return seen.response;
    const merge = { product, from: number, ...body, parent: seen.parent };
    const refusal = await mergeIssue({ issues: c.env.stores().issues }, merge, byOf(c));
    return refusal === null
      ? c.body(null, 204)
      : problem(c, { status: 409, code: 'not-regrouped', ...mergeRefusalWords(refusal, merge) });
  })
  .openapi(splitRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const body = c.req.valid('json');
    const seen = await checkPrecondition(c, { product, number, parent: body.parent });
    if (!seen.ok) return seen.response;
    const split = { product, from: number, ...body, parent: seen.parent };
    const own = await splitIssue({ issues: c.env.stores().issues }, split, byOf(c));
    if (own !== null) return c.json({ number: own }, 200);
    const detail = 'The key must be one of several of this issue, and the issue as it was when you looked.';
    return problem(c, { status: 409, code: 'not-regrouped', detail, fix: 'Look at the issue again.' });
  });

function refuseUnknown(c: Context<HttpEnv>, product: string, number: number) {
  const detail = `"${product}" has no issue ${number}.`;
  return problem(c, { status: 404, code: 'unknown-issue', detail, fix: `See \`GET /v1/issues?product=${product}\`.` });
}

type ChangeRefusal = Extract<ChangeIssueAnswer, { ok: false }>;

const sentences = {
  'unknown-build': [
    'No build of this product has that name, and it is no version of one that could still come.',
    'Write a version such as 1.4.1, or see `orange build list`.',
  ],
  'build-missing': ['It is not said which build fixes it.', 'Name it in `fixedIn`.'],
  'build-without-fix': [
    'A build that fixes it is named, and its status is not "fixed".',
    'Set the status to `fixed`, or leave `fixedIn` out.',
  ],
  'merge-instead': ['A duplicate is of another issue.', 'Merge it into that one.'],
  'is-merged': ['This issue goes on in another.', 'Change that one; its number is in `mergedInto`.'],
} as const;

async function refuseChange(
  c: Context<HttpEnv>,
  refused: ChangeRefusal,
  { product, number, isByHeader }: { product: string; number: number; isByHeader: boolean },
) {
  if (refused.refusal === 'unknown-issue') return refuseUnknown(c, product, number);
  if (refused.refusal === 'conflict') {
    if (isByHeader) return refuseStale(c, refused.current);
    const detail = 'Somebody changed the issue meanwhile.';
    const current = await answerIssue(c, refused.current);
    return problem(c, { status: 409, code: 'issue-changed', detail, fix: 'Look at it again.', current });
  }
  const [detail, fix] = sentences[refused.refusal];
  return problem(c, { status: 422, code: refused.refusal, detail, fix });
}
