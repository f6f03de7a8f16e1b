// `orange issue show`: one issue: where it was met, how it goes, what was said.
import { issueDetails } from '../wire/release/issue.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { issueFields } from './issues/change.ts';
import { describeIssue } from './issues/issue-lines.ts';

export const maxIssueNumber = 2_147_483_647;

export const issueShow = (run: Run) =>
  newCommand({
    name: 'show',
    about: 'Show an issue: builds, models, trend, comments, keys',
    takes: ['product'],
    json: [
      `issue: ${issueFields}`,
      'builds[]: build, version, counter, model, reports, devices, firstMs, lastMs',
      'dropped: reports, devices',
      'days[]: dayMs, reports, devices',
      'comments[]: id, audience, author, text, status, fixedIn, atMs',
      'keys[], keyTitles, merged[], representative',
      'retests[]: model, fixed, stillThere',
      'remarks[]: answer, model, remark, atMs',
    ],
    examples: [['By its number', 'orange issue show 12']],
  })
    .argument('<issue>', 'its number', wholeNumber(1, maxIssueNumber))
    .action(
      acting(run, async ({ api, settings }, number: number) => {
        const found = await api().get(path`/v1/issues/${settings.product()}/${number}`, reading(issueDetails));
        return { json: found, lines: describeIssue(found) };
      }),
    );
