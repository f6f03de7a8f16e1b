// `orange issue comment`: a word to those who reported it, or a note for the house.
import { path } from './api/api-client.ts';
import { nothing } from './api/service-answer.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { maxIssueNumber } from './issue-show.ts';

export const issueComment = (run: Run) =>
  newCommand({
    name: 'comment',
    about: 'Comment on an issue',
    more: 'A note for the house; with --tester those who reported it read it, too.',
    takes: ['product'],
    json: ['number, audience, text'],
    examples: [
      ['A note', 'orange issue comment 12 "Looks like the vendor blob"'],
      ['A word to testers', 'orange issue comment 12 "We found it" --tester'],
    ],
  })
    .argument('<issue>', 'its number', wholeNumber(1, maxIssueNumber))
    .argument('<text>', 'what is said, as one argument')
    .option('--tester', 'for those who reported it')
    .action(
      acting(run, async ({ api, settings }, number: number, text: string, { tester }: { tester?: true }) => {
        const audience = tester === true ? 'tester' : 'internal';
        const where = path`/v1/issues/${settings.product()}/${number}/comments`;
        await api().send('POST', where, nothing, { body: { text, audience } });
        return { json: { number, audience, text }, lines: [`said on issue ${number} (${audience})`] };
      }),
    );
