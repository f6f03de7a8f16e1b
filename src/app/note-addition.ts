// Tells engineers that a reporter added words or files to their report, which are read there and go with it.
import type { Issue } from '../domain/issue/issue.ts';
import type { NewAnswer } from '../domain/loop/answer.ts';
import { cleanText } from '../domain/privacy/clean-text.ts';
import { cutCleaned } from '../domain/privacy/cut.ts';
import { commentIssue } from './comment-issue.ts';
import { testerActor } from './join-issue.ts';
import type { Issues } from './ports/issues.ts';

/** Enough for an answer; a log that was pasted is read in its file. */
const maxWordsChars = 4_000;

/** The note says nothing of what was said, for it stays when the report is erased; the words go with it. */
export function noteAddition(
  ports: { readonly issues: Issues },
  { product, number }: Pick<Issue, 'product' | 'number'>,
  { report, said, files }: NewAnswer,
  nowMs: number,
): Promise<boolean> {
  const named = [
    ...(said === null ? [] : [said.file]),
    ...(files === 0 ? [] : [files === 1 ? 'a file' : `${files} files`]),
  ];
  const text = `A reporter added ${named.join(' and ')} to their report.`;
  const words = said === null ? '' : cutCleaned(cleanText(said.words).text.replaceAll('\0', '').trim(), maxWordsChars);
  const answer = { report, said: said === null ? null : { file: said.file, words }, files };
  const remark = { product, number, audience: 'internal', text } as const;
  return commentIssue(ports, remark, { actor: testerActor, nowMs }, answer);
}
