// Notes whether a reporter wants to be named in release notes, and under which name; the word can be taken back.
import { cleanCredit } from '../domain/loop/build-notes.ts';
import type { Testers } from './ports/testers.ts';

/** Null, or a name of which nothing is left, takes the credit away. Answers the name as it will be shown. */
export async function giveCredit(
  { testers }: { readonly testers: Testers },
  { name, ...report }: { readonly product: string; readonly reportId: string; readonly name: string | null },
  nowMs: number,
): Promise<string | null> {
  const shown = name === null ? null : cleanCredit(name);
  await testers.recordCredit(report, shown === null ? null : { name: shown, agreedMs: nowMs });
  return shown;
}
