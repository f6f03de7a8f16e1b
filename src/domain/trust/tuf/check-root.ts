// Says whether a root may follow the trusted one (TUF 1.0.34, 5.3).
import type { SignersCheck } from '../verify.ts';
import type { Root } from './metadata.ts';
import { checkInOrder, type MetadataCheck, refusalOf } from './refusal.ts';

/** Longest walk in one go: 5 years of weekly roots. Whoever is further behind goes on with the next refresh. */
export const maxRootSteps = 256;

/**
 * `byTrusted` counts the signers among the trusted root's keys, `byItself` those among its own. Expiry is no matter
 * here: a device that slept walks over roots that expired long ago, and only the last one must be alive (5.3.10).
 */
export function checkNextRoot(question: {
  readonly trusted: Root;
  readonly next: Root;
  readonly byTrusted: SignersCheck;
  readonly byItself: SignersCheck;
}): MetadataCheck {
  const { trusted, next, byTrusted, byItself } = question;
  return checkInOrder(
    () => refusalOf(byTrusted),
    () => refusalOf(byItself),
    () => (next.version === trusted.version + 1 ? null : 'version-not-next'),
  );
}
