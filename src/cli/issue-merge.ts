// `orange issue merge`: two issues that are one fault become one.
import { path } from './api/api-client.ts';
import { nothing } from './api/service-answer.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { maxIssueNumber } from './issue-show.ts';

export const issueMerge = (run: Run) =>
  newCommand({
    name: 'merge',
    about: 'Merge an issue into another that is the same fault',
    more: 'Its keys lead there for ever, and so do reports that come with them. `orange issue split` parts them again.',
    takes: ['product'],
    json: ['number, into'],
    examples: [['12 is the same as 7', 'orange issue merge 12 7']],
  })
    .argument('<issue>', 'its number', wholeNumber(1, maxIssueNumber))
    .argument('<into>', 'the one that goes on', wholeNumber(1, maxIssueNumber))
    .action(
      acting(run, async ({ api, settings }, number: number, into: number) => {
        const where = path`/v1/issues/${settings.product()}/${number}/merge`;
        await api().send('POST', where, nothing, { body: { into } });
        return { json: { number, into }, lines: [`issue ${number} goes on in issue ${into}`] };
      }),
    );
