// What cannot be undone is done for whoever says that they mean it.
import { CliError } from './cli-error.ts';

export const erasingOption = ['--yes', 'it cannot be undone: say that you mean it'] as const;

/** Throws unless `--yes` was given: erasing is asked for in scripts, too, where nobody could agree. */
export function mustBeMeant(yes: true | undefined): void {
  if (yes !== true)
    throw new CliError('erasing cannot be undone', { code: 'not-confirmed', fix: 'Add --yes when you mean it.' });
}
