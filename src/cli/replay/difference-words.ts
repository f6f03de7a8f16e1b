// Says where a recorded verdict and the same one decided again differ first.
import type { Difference } from '../../domain/rollout/first-difference.ts';

/** Enough of a value to recognise it. */
const shown = (value: string | null): string => (value === null ? 'nothing' : value.slice(0, 80));

export const differenceWords = ({ where, recorded, again }: Difference): string =>
  `first difference at ${where === '' ? 'the whole verdict' : where}: recorded ${shown(recorded)}, again ${shown(again)}`;
