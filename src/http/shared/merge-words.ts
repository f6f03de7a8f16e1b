// Why two issues did not become one, in words that name them, and what to do then.
import type { MergeRefusal } from '../../domain/issue/merge.ts';

export function mergeRefusalWords(
  { reason, goesOn }: MergeRefusal,
  { from, into }: { readonly from: number; readonly into: number },
): { readonly detail: string; readonly fix: string } {
  switch (reason) {
    case 'unknown-issue':
      return { detail: `There is no issue ${from}.`, fix: 'Find it in the list of issues.' };
    case 'unknown-target':
      return { detail: `There is no issue ${into}.`, fix: 'Find it in the list of issues.' };
    case 'same-issue':
      return { detail: `Issue ${from} cannot be merged into itself.`, fix: 'Name the other issue.' };
    case 'is-merged':
      return {
        detail: `Issue ${from} goes on in issue ${goesOn} already.`,
        fix: goesOn === into ? 'Nothing is left to do.' : `Split it off there first, or merge issue ${goesOn}.`,
      };
    case 'target-merged':
      return goesOn === from
        ? { detail: `Issue ${into} was merged into issue ${from} before.`, fix: 'Nothing is left to do.' }
        : { detail: `Issue ${into} goes on in issue ${goesOn}.`, fix: `Merge it into issue ${goesOn}.` };
    case 'is-changed':
      return {
        detail: `Somebody changed issue ${from} while you looked at it.`,
        fix: 'Look at it again, and merge it if it is still the same fault.',
      };
  }
}
