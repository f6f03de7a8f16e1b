// `orange issue show`: one issue: where it was met, how it goes, what was said.
import { maxPageLimit } from '../domain/page.ts';
import { issueBuildPage, issueDetails } from '../wire/release/issue.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { stopWhenInterrupted } from './cli-error.ts';
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
      'buildsTotal',
      'dropped: reports, devices',
      'days[]: dayMs, reports, devices',
      'comments[]: id, audience, author, text, status, fixedIn, atMs',
      'keys[], keyTitles, merged[], representative',
      'retests[]: model, fixed, stillThere',
      'remarks[]: answer, model, remark, atMs',
      'answers[]: report, file, model, words, atMs',
    ],
    examples: [
      ['By its number', 'orange issue show 12'],
      ['With every build and model that it was met on', 'orange issue show 12 --all-builds'],
    ],
  })
    .argument('<issue>', 'its number', wholeNumber(1, maxIssueNumber))
    .option('--all-builds', 'every build and model, by their names; without it the latest 200')
    .action(
      acting(run, async ({ api, settings, surroundings }, number: number, { allBuilds }: { allBuilds?: true }) => {
        const where = path`/v1/issues/${settings.product()}/${number}`;
        const shown = await api().get(where, reading(issueDetails));
        if (allBuilds !== true) return { json: shown, lines: describeIssue(shown) };
        const builds: (typeof shown.builds)[number][] = [];
        for (let after: string | null | undefined; after !== null; ) {
          stopWhenInterrupted(surroundings.interrupt);
          const query = { limit: maxPageLimit, after: after ?? null };
          const { items, next } = await api().get(`${where}/builds`, reading(issueBuildPage), query);
          builds.push(...items);
          after = next;
        }
        const found = { ...shown, builds, buildsTotal: builds.length };
        return { json: found, lines: describeIssue(found) };
      }),
    );
