// Issues as engineers list, read and steer them.
import * as z from 'zod';
import { commentAudiences, type Issue, issueOrders, issueStatuses, namedBuilds } from '../../domain/issue/issue.ts';
import { retestAnswers } from '../../domain/loop/retest.ts';
import { reportKinds } from '../../domain/report/report.ts';
import { buildName, modelName, slug } from '../names.ts';
import { issuePageQuery, pageOf } from './names.ts';

const ms = z.int().describe('Epoch milliseconds of the service clock.');
const status = z.enum(issueStatuses).meta({ id: 'IssueStatus' });
export const issueNumber = z.coerce.number().int().min(1).max(2_147_483_647);
export const issueKey = z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits, as `orange issue show` prints keys');
const assignee = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,59}$/, 'must be the name of a token, such as ada');

/** A cursor of the order of time begins far above it. */
const maxDevices = 2_147_483_647;

export const issueQuery = issuePageQuery
  .extend({
    product: slug,
    status: z
      .string()
      .regex(/^[a-z,-]{1,100}$/, 'must be statuses, with commas between them')
      .transform((text) => text.split(','))
      .pipe(z.array(status))
      .optional()
      .describe('Statuses, with commas between them.'),
    open: z
      .enum(['yes'])
      .optional()
      .describe('What somebody still has to look at: new, triaged, in progress, or back after its fix.'),
    regressed: z.enum(['yes', 'no']).optional().describe('Back after the build that should have fixed it.'),
    build: buildName
      .optional()
      .describe('Met on this build, by id, version, vendor string or the name that was reported.'),
    fresh: z.enum(['yes']).optional().describe('With `build`: met there first.'),
    model: modelName.optional(),
    assignee: assignee.optional(),
    signature: issueKey.optional().describe('A key of its reports.'),
    words: z.string().max(200).optional().describe('All of these words, in the title or the first report.'),
    sort: z
      .enum(issueOrders)
      .default('last')
      .describe(
        'What stands first: the last met, or what most devices met. An `after` belongs to the order of its page.',
      ),
  })
  .refine(({ fresh, build }) => fresh === undefined || build !== undefined, {
    path: ['fresh'],
    message: 'must have a `build` beside it',
  })
  .refine(({ sort, after }) => sort !== 'devices' || !(Number.parseInt(after ?? '0', 10) > maxDevices), {
    path: ['after'],
    message: 'must be the `next` of a page in the order of devices',
  });

export const issue = z
  .object({
    product: slug,
    number: z.int(),
    kind: z.enum(reportKinds),
    title: z.string(),
    status,
    fixedIn: z
      .string()
      .nullable()
      .describe('The build that fixes it: its id, or its version while it is still to come.'),
    mergedInto: z.int().nullable().describe('The issue that goes on in its place.'),
    assignee: z.string().nullable(),
    firstBuild: z.string().nullable(),
    lastBuild: z.string().nullable(),
    firstMs: ms,
    lastMs: ms,
    reports: z.int(),
    devices: z.int(),
    regressedMs: ms.nullable(),
    changedMs: ms,
    version: z.int().describe('Of what people make of it; `parent` of a change.'),
    isHidden: z.boolean().describe('Testers are never shown its title.'),
    versions: z
      .record(z.string(), z.string())
      .describe('What the builds that it names are called, by id; what nobody published is not among them.'),
  })
  .meta({ id: 'Issue' });

export type IssueAnswer = z.output<typeof issue>;
export const issuePage = pageOf(issue);

const issueBuild = z.object({
  build: z.string(),
  version: z.string().nullable(),
  counter: z.number().nullable(),
  model: z.string(),
  reports: z.int(),
  devices: z.int(),
  firstMs: ms,
  lastMs: ms,
});

export const issueBuildPage = pageOf(issueBuild);

export const issueDetails = z
  .object({
    issue,
    builds: z
      .array(issueBuild)
      .describe(
        'The latest build first, at most 200 pairs of build and model; devices, not reports, are what counts. ' +
          'All of them: `GET /v1/issues/{product}/{number}/builds`.',
      ),
    buildsTotal: z.int().describe('How many such pairs there are.'),
    dropped: z
      .object({ reports: z.int(), devices: z.int() })
      .describe(
        'Reports beyond the share of their senders, and devices that sent such: counted at least, not kept, and in no other count.',
      ),
    days: z.array(z.object({ dayMs: ms, reports: z.int(), devices: z.int() })).describe('The trend: the last 30 days.'),
    comments: z.array(
      z.object({
        id: z.int(),
        audience: z.enum(commentAudiences),
        author: z.string(),
        text: z.string(),
        status: status.nullable().describe('What a change made of the issue.'),
        fixedIn: z.string().nullable(),
        atMs: ms,
      }),
    ),
    keys: z.array(z.string()),
    keyTitles: z.record(z.string(), z.string()).describe('Titles of the issues that keys founded, to split by.'),
    retests: z
      .array(z.object({ model: z.string(), fixed: z.int(), stillThere: z.int() }))
      .describe('Devices by model that were asked to try the build that fixes it, by their last answer.'),
    remarks: z
      .array(z.object({ answer: z.enum(retestAnswers), model: z.string().nullable(), remark: z.string(), atMs: ms }))
      .describe('What they said beside it, the latest first.'),
    answers: z
      .array(
        z.object({ report: z.string(), file: z.string(), model: z.string().nullable(), words: z.string(), atMs: ms }),
      )
      .describe('What reporters added in words, the latest first: the beginning of the file that keeps all of it.'),
    merged: z.array(z.int()).describe('Issues that were merged into it.'),
    representative: z.string().nullable().describe('The id of the report to read first.'),
  })
  .meta({ id: 'IssueDetails' });

export type IssueDetailsAnswer = z.output<typeof issueDetails>;

const parent = z
  .int()
  .min(0)
  .max(2_147_483_647)
  .optional()
  .describe('The `version` that was looked at: what was changed meanwhile is answered with 409, and nothing happens.');

export const changeIssueBody = z
  .object({
    status: status.optional(),
    fixedIn: buildName
      .optional()
      .describe(
        'For `fixed`: the version, vendor string or id of a published build, or the version of one that is still to come: the issue is bound to it, and retests are asked for, when that build is sealed.',
      ),
    assignee: assignee.nullable().optional(),
    isHidden: z.boolean().optional().describe('Whether testers are never shown its title.'),
    parent,
  })
  .refine(
    ({ parent: _, ...wanted }) => Object.values(wanted).some((value) => value !== undefined),
    'names nothing to change',
  )
  .meta({ id: 'ChangeIssue' });

export const commentBody = z
  .object({
    text: z.string().trim().min(1).max(10_000),
    audience: z.enum(['tester', 'internal']).describe('`tester`: shown to those who reported it.'),
  })
  .meta({ id: 'CommentIssue' });

export const mergeBody = z.object({ into: z.int().min(1).max(2_147_483_647), parent }).meta({ id: 'MergeIssue' });
export const splitBody = z.object({ key: issueKey, parent }).meta({ id: 'SplitIssue' });
export const splitAnswer = z.object({ number: z.int() }).meta({ id: 'SplitIssueAnswer' });

/** Of `versions` only those of builds that it names. */
export function encodeIssue(found: Issue, versions: ReadonlyMap<string, string>): z.input<typeof issue> {
  const named = namedBuilds(found).flatMap((id) => {
    const version = versions.get(id);
    return version === undefined ? [] : [[id, version] as const];
  });
  return { ...found, versions: Object.fromEntries(named) };
}
