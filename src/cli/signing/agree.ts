// Lets nothing grave happen without a yes: from the person at the terminal, or by --yes before.
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';

/** Throws a CliError unless somebody answers yes. */
export async function agree({ ask }: Session, question: string): Promise<void> {
  if (!ask.isPossible) {
    throw new CliError('nobody is at a terminal to agree to this', {
      code: 'not-agreed',
      fix: 'Add --yes where the command itself is the agreement, as in CI.',
    });
  }
  if (await ask.isYes(question)) return;
  throw new CliError('not agreed, so nothing was signed or changed', { code: 'not-agreed', fix: 'Answer y to go on.' });
}
