// `orange issue list`: the faults of a product, the last met first unless another order is asked for.
import { type IssueOrder, issueOrders } from '../domain/issue/issue.ts';
import { issuePage } from '../wire/release/issue.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, oneOf, type Run } from './command.ts';
import { issueFields } from './issues/change.ts';
import { issueTable } from './issues/issue-lines.ts';
import { noteNear } from './name-near.ts';

type Options = PageFlags & {
  readonly status?: string;
  readonly build?: string;
  readonly open?: true;
  readonly fresh?: true;
  readonly regressed?: true;
  readonly model?: string;
  readonly assignee?: string;
  readonly words?: string;
  readonly signature?: string;
  readonly sort?: IssueOrder;
};

export const issueList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List issues, the last met first or by devices',
    takes: ['product'],
    json: [`items[]: ${issueFields}`, 'next'],
    examples: [
      ['What is new in a build, on most devices first', 'orange issue list --build 1.4.0 --fresh --sort devices'],
      ['What is still to do', 'orange issue list --open'],
      ['What nobody looked at', 'orange issue list --status new'],
      ['By words', 'orange issue list --words "camera preview"'],
    ],
  })
    .option('--status <list>', 'only these: new, triaged, in-progress, fixed, wont-fix, duplicate')
    .option('--open', 'only what somebody still has to look at: new, triaged, in progress, or back after its fix')
    .option('--build <name>', 'only those met on it: id, version, or the name that was reported')
    .option('--fresh', 'with --build: met there first')
    .option('--regressed', 'only those that are back after their fix')
    .option('--model <name>', 'only those met on it')
    .option('--assignee <name>', 'only those that they have')
    .option('--words <text>', 'all of these, in the title or the first report')
    .option('--signature <key>', 'only the one that this key leads to')
    .addOption(oneOf('--sort <by>', 'what stands first: the last met, or what most devices met', issueOrders))
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async (session, { open, fresh, regressed, limit, after, ...rest }: Options) => {
        const { api, settings, surroundings, nowMs } = session;
        const { status, build, model, assignee, words, signature, sort } = rest;
        if (fresh && build === undefined)
          throw new CliError('--fresh is about a build', {
            code: 'build-missing',
            fix: 'Name it: --build BUILD.',
            exitCode: 2,
          });
        const flags = { open: open && 'yes', fresh: fresh && 'yes', regressed: regressed && 'yes' };
        const only = { status, build, model, assignee, words, signature, sort, ...flags };
        const query = { product: settings.product(), ...only, ...pageQuery({ limit, ...(after ? { after } : {}) }) };
        const page = await api().get('/v1/issues', reading(issuePage), query);
        await noteNear(session, page, { build, model });
        return {
          json: page,
          lines: [
            ...issueTable(page.items, { nowMs: nowMs(), width: surroundings.stdout.columns ?? null }),
            ...moreLine(page),
          ],
        };
      }),
    );
