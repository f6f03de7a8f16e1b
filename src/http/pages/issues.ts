// /issues and /issues/{product}/{number}: what reports have in common, for people with a browser.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { measureAnswers } from '../../app/measure-answers.ts';
import { mayAct } from '../../domain/catalog/token.ts';
import { namedBuilds } from '../../domain/issue/issue.ts';
import { maxPageLimit } from '../../domain/page.ts';
import { doings } from '../../pages/issues/done.tsx';
import { metPage } from '../../pages/issues/met.tsx';
import { issuesModel, metRow, rowOfIssue } from '../../pages/issues/model.ts';
import { issuesPage } from '../../pages/issues/page.tsx';
import { issueReportsPage } from '../../pages/issues/reports.tsx';
import { printableLine } from '../../pages/printable.ts';
import { issuePathOf } from '../../pages/ways.ts';
import { slug } from '../../wire/names.ts';
import { findNearest } from '../../wire/nearest.ts';
import { issueSearch, readSearch } from '../../wire/pages/issue-search.ts';
import { issueNumber } from '../../wire/release/issue.ts';
import { placePageQuery, rowPageQuery } from '../../wire/release/names.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { accountOf } from './account.ts';
import { loadReportsOf, refuseIssue, showIssue } from './issue-view.ts';
import { pageProblems } from './problem-page.ts';
import { pageRoles, requireSession } from './require-session.ts';

const toLogin = { 303: { description: 'To the login page, and back from there.' } };

/** Rows of one page: a screenful. */
const listLimit = 30;
/** Each has a line of its own, with its files. */
const reportsLimit = 50;
/** Enough to see whether it gets better. */
const shownWeeks = 6;

const listRoute = createRoute({
  method: 'get',
  path: '/issues',
  summary: 'The page of the issues of a product',
  middleware: requireSession,
  request: { query: issueSearch },
  responses: { 200: htmlAnswer('The page.'), ...toLogin, ...pageProblems(400, 401, 403, 404) },
});

const showRoute = createRoute({
  method: 'get',
  path: '/issues/{product}/{number}',
  summary: 'The page of an issue',
  middleware: requireSession,
  request: {
    params: z.object({ product: slug, number: issueNumber }),
    query: z.object({ done: z.enum(doings).optional() }),
  },
  responses: { 200: htmlAnswer('The page.'), ...toLogin, ...pageProblems(400, 401, 403, 404) },
});

const metRoute = createRoute({
  method: 'get',
  path: '/issues/{product}/{number}/builds',
  summary: 'The page of all builds and models that an issue was met on',
  middleware: requireSession,
  request: { params: z.object({ product: slug, number: issueNumber }), query: rowPageQuery.pick({ after: true }) },
  responses: { 200: htmlAnswer('The page.'), ...toLogin, ...pageProblems(400, 401, 403, 404) },
});

const reportsRoute = createRoute({
  method: 'get',
  path: '/issues/{product}/{number}/reports',
  summary: 'The page of all reports of an issue',
  middleware: requireSession,
  request: { params: z.object({ product: slug, number: issueNumber }), query: placePageQuery.pick({ after: true }) },
  responses: { 200: htmlAnswer('The page.'), ...toLogin, ...pageProblems(400, 401, 403, 404) },
});

export const issuePageRoutes = routes()
  .openapi(listRoute, async (c) => {
    const { product: asked, after: from = null, ...search } = c.req.valid('query');
    const bearer = c.get('bearer');
    const { catalog, issues, builds, buildNames } = c.env.stores();
    const products =
      bearer.productId === null
        ? (await catalog.loadProducts({ limit: maxPageLimit, after: null })).items.map(({ id }) => id)
        : [bearer.productId];
    if (asked !== undefined && !products.includes(asked)) return refuseProduct(c, asked, products);
    const product = asked ?? products[0] ?? '';
    const filter = { product, ...readSearch(search) };
    const found = await issues.loadIssues(filter, { limit: listLimit, after: from });
    const answers =
      from === null ? await measureAnswers(c.env.stores(), { product, weeks: shownWeeks }, c.get('nowMs')) : [];
    const sealed = await builds.loadBuilds({ product, channel: null, state: 'sealed' }, { limit: 1, after: null });
    const versions = await buildNames.loadVersions(found.items.flatMap(namedBuilds));
    const parts = {
      answers,
      versions,
      product,
      products,
      search,
      page: found,
      newestBuild: sealed.items[0]?.version ?? null,
      isFirst: from === null,
      nowMs: c.get('nowMs'),
    };
    return page(c, issuesPage(issuesModel(parts), accountOf(bearer)), 200);
  })
  .openapi(showRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const bearer = c.get('bearer');
    const found = mayAct(bearer, pageRoles, product) ? await c.env.stores().issues.loadIssue(product, number) : null;
    return found === null
      ? refuseIssue(c, { product, number })
      : showIssue(c, found, { status: 200, done: c.req.valid('query').done ?? null });
  })
  .openapi(metRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const { after: from = null } = c.req.valid('query');
    const bearer = c.get('bearer');
    const asked = { limit: maxPageLimit, after: from };
    const found = mayAct(bearer, pageRoles, product)
      ? await c.env.stores().issues.loadMet(product, number, asked)
      : null;
    if (found === null) return refuseIssue(c, { product, number });
    const issueHref = issuePathOf({ product, number });
    const moreHref = found.next === null ? null : `${issueHref}/builds?${new URLSearchParams({ after: found.next })}`;
    const model = { number: String(number), product, issueHref, moreHref, rows: found.items.map(metRow) };
    return page(c, metPage(model, accountOf(bearer)), 200);
  })
  .openapi(reportsRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    const { after: from = null } = c.req.valid('query');
    const bearer = c.get('bearer');
    const found = mayAct(bearer, pageRoles, product) ? await c.env.stores().issues.loadIssue(product, number) : null;
    if (found === null) return refuseIssue(c, { product, number });
    const { issue } = found;
    const listed = await loadReportsOf(c, issue, { limit: reportsLimit, after: from });
    const issueHref = issuePathOf(issue);
    const model = {
      ...{ number: String(number), title: printableLine(issue.title), issueHref },
      rows: listed.items.map((each) => rowOfIssue(each, issue, c.get('nowMs'))),
      newestHref: from === null ? null : `${issueHref}/reports`,
      olderHref: listed.next === null ? null : `${issueHref}/reports?${new URLSearchParams({ after: listed.next })}`,
    };
    return page(c, issueReportsPage(model, accountOf(bearer)), 200);
  });

/** One that they may not see looks like one that is not there, and neither like one without faults. */
function refuseProduct(c: Context<HttpEnv>, asked: string, products: readonly string[]) {
  const near = findNearest(asked, products);
  const detail = `There is no product "${asked}" that you could see${near === null ? '.' : `; did you mean "${near}"?`}`;
  return problem(c, { status: 404, code: 'unknown-product', detail, fix: 'Choose one in the list of issues.' });
}
