// Tells engineers that a reporter added words or files to their report, which are read there and go with it.
import type { Issue } from '../domain/issue/issue.ts';
import { commentIssue } from './comment-issue.ts';
import { testerActor } from './join-issue.ts';
import type { Issues } from './ports/issues.ts';

/** `words` is the file that their words are kept in, null for none; `files` how many came beside it. */
export type Addition = { readonly words: string | null; readonly files: number };

/** Says nothing of what was said: the note stays when the report is erased. */
export function noteAddition(
  ports: { readonly issues: Issues },
  { product, number }: Pick<Issue, 'product' | 'number'>,
  { words, files }: Addition,
  nowMs: number,
): Promise<boolean> {
  const named = [
    ...(words === null ? [] : [words]),
    ...(files === 0 ? [] : [files === 1 ? 'a file' : `${files} files`]),
  ];
  const text = `A reporter added ${named.join(' and ')} to their report.`;
  return commentIssue(ports, { product, number, audience: 'internal', text }, { actor: testerActor, nowMs });
}
