// `orange issue status`: what becomes of an issue, and the build that fixes it.
import { Argument } from 'commander';
import { issueStatuses } from '../domain/issue/issue.ts';
import { ServiceRefusal } from './api/service-answer.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { maxIssueNumber } from './issue-show.ts';
import { changeIssue, issueFields } from './issues/change.ts';

const settable = issueStatuses.filter((status) => status !== 'duplicate');

export const issueStatus = (run: Run) =>
  newCommand({
    name: 'status',
    about: 'Set the status of an issue',
    more: `${settable.join(', ')}. What is fixed names its build, or the version of the build that will have the fix: once that is published, those who reported it are asked to try it. A report from it or a later one makes the issue regressed. Duplicates are merged.`,
    takes: ['product'],
    json: [issueFields],
    examples: [
      ['Somebody works on it', 'orange issue status 12 in-progress'],
      ['It is fixed, in the next build', 'orange issue status 12 fixed --in 1.4.1'],
    ],
  })
    .argument('<issue>', 'its number', wholeNumber(1, maxIssueNumber))
    .addArgument(new Argument('<status>').choices(settable))
    .option('--in <build>', 'the build that fixes it, also one that is still to come')
    .action(
      acting(run, (session, number: number, status: string, options: { in?: string }) =>
        changeIssue(session, number, { status, fixedIn: options.in }).catch(adviseBuild),
      ),
    );

const advice = new Map([
  ['build-missing', 'Name it: --in BUILD, or the version that it will have.'],
  ['build-without-fix', 'Leave --in out, or say that it is fixed: orange issue status NUMBER fixed --in BUILD.'],
]);

/** The service's own advice speaks of its API. */
function adviseBuild(cause: unknown): never {
  if (!(cause instanceof ServiceRefusal)) throw cause;
  const { message, code, status } = cause;
  const fix = advice.get(code);
  throw fix === undefined ? cause : new ServiceRefusal(message, { code, status, fix });
}
