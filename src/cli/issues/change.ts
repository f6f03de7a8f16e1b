// Sends a change of an issue and says what it is afterwards.
import { issue } from '../../wire/release/issue.ts';
import { path } from '../api/api-client.ts';
import { reading } from '../api/service-answer.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { statusWord } from './issue-lines.ts';

/** The fields of an issue, for the help of commands that answer one. */
export const issueFields =
  'product, number, kind, title, status, fixedIn, mergedInto, assignee, firstBuild, lastBuild, firstMs, lastMs, reports, devices, regressedMs, changedMs, version, isHidden, versions';

export async function changeIssue({ api, settings }: Session, number: number, body: object): Promise<Report> {
  const changed = await api().send('PATCH', path`/v1/issues/${settings.product()}/${number}`, reading(issue), { body });
  const owner = changed.assignee ?? 'nobody';
  return { json: changed, lines: [[`issue ${changed.number}: `, statusWord(changed), `, owned by ${owner}`]] };
}
