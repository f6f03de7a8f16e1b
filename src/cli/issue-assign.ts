// `orange issue assign`: who has an issue.
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { maxIssueNumber } from './issue-show.ts';
import { changeIssue, issueFields } from './issues/change.ts';

export const issueAssign = (run: Run) =>
  newCommand({
    name: 'assign',
    about: 'Give an issue to somebody, or to nobody',
    takes: ['product'],
    json: [issueFields],
    examples: [
      ['To ada', 'orange issue assign 12 ada'],
      ['To nobody', 'orange issue assign 12'],
    ],
  })
    .argument('<issue>', 'its number', wholeNumber(1, maxIssueNumber))
    .argument('[name]', 'the name of a token; nobody without it')
    .action(
      acting(run, (session, number: number, assignee: string | undefined) =>
        changeIssue(session, number, { assignee: assignee ?? null }),
      ),
    );
