// `orange issue split`: one key of an issue gets an issue of its own.
import { splitAnswer } from '../wire/release/issue.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { maxIssueNumber } from './issue-show.ts';

export const issueSplit = (run: Run) =>
  newCommand({
    name: 'split',
    about: 'Give one key of an issue an issue of its own',
    more: '`orange issue show` prints the keys.',
    takes: ['product'],
    json: ['number'],
    examples: [['Two faults in one', 'orange issue split 12 0123456789abcdef0123456789abcdef']],
  })
    .argument('<issue>', 'its number', wholeNumber(1, maxIssueNumber))
    .argument('<key>', 'one of the keys that `orange issue show` lists')
    .action(
      acting(run, async ({ api, settings }, number: number, key: string) => {
        const where = path`/v1/issues/${settings.product()}/${number}/split`;
        const answer = await api().send('POST', where, reading(splitAnswer), { body: { key } });
        return { json: answer, lines: [`reports with that key are issue ${answer.number}`] };
      }),
    );
