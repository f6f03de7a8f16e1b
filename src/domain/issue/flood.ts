// Bounds the issues that a key which anybody can read may make, so that made-up faults bury no true one.
import { hashWords } from '../report/fingerprint/key/hash.ts';
import type { Filing } from './filing.ts';

/**
 * The key of an app stands in every copy of it. A build that is new to thousands of devices shows some dozen faults that no
 * issue knows; who shows hundreds within the window is a stranger, or an app in its first hours.
 */
export const publicLimits = { windowMs: 3_600_000, newIssues: 500 } as const;

/**
 * What is over the limit is kept and counted in one issue of its sender. A fault that comes again in a calmer hour has an
 * issue of its own from then on. Other rules leave these reports alone: each of them would have another key again.
 */
export function asMore(filing: Filing): Filing {
  const title = `Faults beyond ${publicLimits.newIssues} fresh ones an hour from ${filing.sentBy ?? 'nobody'}`;
  return { ...filing, keys: { strict: moreKey(filing), alt: [], other: null, title } };
}

export const isMore = (filing: Filing): boolean => filing.keys.strict === moreKey(filing);

/** No fault has it: the words of a fault's key begin with its kind. */
export const moreKey = ({ kind, sentBy }: Pick<Filing, 'kind' | 'sentBy'>): string =>
  hashWords([' more', kind, sentBy ?? '']);
