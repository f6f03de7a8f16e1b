// /issues/{product}/{number}/…: engineers steer an issue from its page; whoever comes second is told, and loses no word.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { changeIssue } from '../../app/change-issue.ts';
import { commentIssue } from '../../app/comment-issue.ts';
import type { IssueDetails } from '../../app/ports/issues.ts';
import { mergeIssue, splitIssue } from '../../app/regroup-issues.ts';
import { mayAct } from '../../domain/catalog/token.ts';
import { namedBuilds } from '../../domain/issue/issue.ts';
import type { Doing } from '../../pages/issues/done.tsx';
import { slug } from '../../wire/names.ts';
import {
  assigneeName,
  type ChangeFields,
  changeForm,
  mergeForm,
  remarkForm,
  splitForm,
} from '../../wire/pages/issue-forms.ts';
import { issueNumber } from '../../wire/release/issue.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { mergeRefusalWords } from '../shared/merge-words.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer } from '../shared/page.ts';
import { byOf } from '../shared/require-role.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { type Returned, refuseIssue, showIssue, wordsOfConflict } from './issue-view.ts';
import { pageProblems } from './problem-page.ts';
import { requireSteering } from './require-session.ts';

const path = '/issues/{product}/{number}';
const params = z.object({ product: slug, number: issueNumber });
const formOf = <T extends z.ZodType>(schema: T) =>
  ({ required: true, content: { 'application/x-www-form-urlencoded': { schema } } }) as const;
// Who asks comes first: a stranger is shown the way in, and learns nothing else.
const middleware: [typeof requireSteering, typeof requireSameOrigin] = [requireSteering, requireSameOrigin];
const answers = {
  303: { description: 'To the issue, or to the login page.' },
  409: htmlAnswer('Somebody was faster: the page with what they did, and with what was sent.'),
  422: htmlAnswer('The page with what was wrong.'),
  ...pageProblems(400, 401, 403, 404),
};
const { 422: _, ...withoutMistakes } = answers;
const { 409: __, ...withoutRace } = answers;

const changeRoute = createRoute({
  method: 'post',
  path: `${path}/change`,
  summary: 'Set status, fixing build and owner from the page',
  middleware,
  request: { params, body: formOf(changeForm) },
  responses: answers,
});

const remarkRoute = createRoute({
  method: 'post',
  path: `${path}/comments`,
  summary: 'Say something from the page',
  middleware,
  request: { params, body: formOf(remarkForm) },
  responses: withoutRace,
});

const mergeRoute = createRoute({
  method: 'post',
  path: `${path}/merge`,
  summary: 'Merge an issue from its page',
  middleware,
  request: { params, body: formOf(mergeForm) },
  responses: withoutMistakes,
});

const splitRoute = createRoute({
  method: 'post',
  path: `${path}/split`,
  summary: 'Split an issue from its page',
  middleware,
  request: { params, body: formOf(splitForm) },
  responses: withoutMistakes,
});

type Ref = { readonly product: string; readonly number: number };

const load = (c: Context<HttpEnv>, { product, number }: Ref): Promise<IssueDetails | null> =>
  mayAct(c.get('bearer'), ['engineer'], product)
    ? c.env.stores().issues.loadIssue(product, number)
    : Promise.resolve(null);

/** To the note that says so. */
const goTo = (c: Context<HttpEnv>, { product, number }: Ref, done: Doing) =>
  c.redirect(`/issues/${product}/${number}?done=${done}#done`, 303);

/** The page as it is by now, with what this visitor sent. */
async function giveBack<S extends 409 | 422>(c: Context<HttpEnv>, ref: Ref, status: S, returned: Returned) {
  const found = await load(c, ref);
  return found === null ? refuseIssue(c, ref) : showIssue(c, found, { status, returned });
}

const sentences = {
  'unknown-build': {
    errors: {
      fixedIn:
        'No build of this product has that name. Choose one of the list, or write the version of the build that will have the fix, such as 1.4.1.',
    },
  },
  'build-missing': {
    errors: {
      fixedIn:
        'It is not said which build fixes it. Choose it from the list, or write the version that will have the fix.',
    },
  },
  'build-without-fix': {
    errors: {
      fixedIn: 'A build fixes only what is fixed. Set the status to "Fixed in the build below", or leave this empty.',
    },
  },
  'merge-instead': { note: 'A duplicate is of another issue: merge it into that one.' },
  'is-merged': { note: 'This issue goes on in another: change that one.' },
} as const;

/** What was not touched is none of what is wanted: somebody else may have changed it meanwhile. */
const touchedOf = ({ assignee, seenAssignee, hidden, seenHidden }: ChangeFields) => ({
  ...(assignee.trim() === seenAssignee ? {} : { assignee: assignee.trim() }),
  ...((hidden ?? 'no') === seenHidden ? {} : { isHidden: hidden === 'yes' }),
});

function wantedOf(sent: ChangeFields) {
  const { status, fixedIn } = sent;
  const touched = touchedOf(sent);
  return {
    ...(status === '' ? {} : { status }),
    ...(fixedIn.trim() === '' ? {} : { fixedIn: fixedIn.trim() }),
    ...touched,
    ...(touched.assignee === '' ? { assignee: null } : {}),
  };
}

async function change(c: Context<HttpEnv>, ref: Ref, sent: ChangeFields) {
  const { status, fixedIn, parent } = sent;
  const values = { status, fixedIn, ...touchedOf(sent) };
  if (values.assignee !== undefined && values.assignee !== '' && !assigneeName.test(values.assignee)) {
    const assignee = 'This cannot be the name of a token. Write one such as ada, or nothing.';
    return giveBack(c, ref, 422, { values, errors: { assignee } });
  }
  const { issues, builds } = c.env.stores();
  const answer = await changeIssue({ issues, builds }, { ...ref, parent, ...wantedOf(sent) }, byOf(c));
  if (answer.ok) return goTo(c, ref, answer.issue.version === parent ? 'unchanged' : 'saved');
  if (answer.refusal === 'unknown-issue') return refuseIssue(c, ref);
  if (answer.refusal !== 'conflict') return giveBack(c, ref, 422, { values, ...sentences[answer.refusal] });
  const found = await load(c, ref);
  if (found === null) return refuseIssue(c, ref);
  const versions = await c.env.stores().buildNames.loadVersions(namedBuilds(found.issue));
  return showIssue(c, found, { status: 409, returned: { values, note: wordsOfConflict(found, versions) } });
}

const refuseRegrouping = (c: Context<HttpEnv>, ref: Ref, what: string, values: Returned['values'] = {}) =>
  giveBack(c, ref, 409, { values, note: `Nothing happened. ${what}` });

export const issueFormRoutes = routes()
  .openapi(changeRoute, async (c) => {
    const ref = c.req.valid('param');
    if ((await load(c, ref)) === null) return refuseIssue(c, ref);
    return change(c, ref, c.req.valid('form'));
  })
  .openapi(remarkRoute, async (c) => {
    const ref = c.req.valid('param');
    if ((await load(c, ref)) === null) return refuseIssue(c, ref);
    const { audience, text } = c.req.valid('form');
    const said = text.replace(/\r\n?/g, '\n').trim();
    const values = { audience, remark: text };
    const fix = 'Say it in at most 10,000 characters.';
    if (said === '' || said.length > 10_000) {
      const remark = `${said === '' ? 'Nothing is said.' : 'That is too long.'} ${fix}`;
      return giveBack(c, ref, 422, { values, errors: { remark } });
    }
    await commentIssue({ issues: c.env.stores().issues }, { ...ref, audience, text: said }, byOf(c));
    return goTo(c, ref, audience === 'tester' ? 'told' : 'noted');
  })
  .openapi(mergeRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    if ((await load(c, { product, number })) === null) return refuseIssue(c, { product, number });
    const merge = { product, from: number, ...c.req.valid('form') };
    const refusal = await mergeIssue({ issues: c.env.stores().issues }, merge, byOf(c));
    if (refusal === null) return goTo(c, { product, number: merge.into }, 'merged');
    const { detail, fix } = mergeRefusalWords(refusal, merge);
    return refuseRegrouping(c, { product, number }, `${detail} ${fix}`, { into: String(merge.into) });
  })
  .openapi(splitRoute, async (c) => {
    const { product, number } = c.req.valid('param');
    if ((await load(c, { product, number })) === null) return refuseIssue(c, { product, number });
    const split = { product, from: number, ...c.req.valid('form') };
    const own = await splitIssue({ issues: c.env.stores().issues }, split, byOf(c));
    if (own !== null) return goTo(c, { product, number: own }, 'split');
    const what =
      'The key is not one of several of this issue, or the issue was changed while you looked at it. Look at it again.';
    return refuseRegrouping(c, { product, number }, what);
  });
