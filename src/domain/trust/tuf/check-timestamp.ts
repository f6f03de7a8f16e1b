// Says whether a timestamp may replace the trusted one (TUF 1.0.34, 5.4).
import type { SignersCheck } from '../verify.ts';
import { checkExpiry } from './check-listed.ts';
import type { Timestamp } from './metadata.ts';
import { checkInOrder, type Refused, refuse } from './refusal.ts';

export type TimestampCheck = { readonly ok: true; readonly change: 'newer' | 'none' } | Refused;

/**
 * `trusted` may have expired, it still forbids to go back; null when there is none that the present root stands behind.
 * The same version again is no change, whatever else it says: the trusted one stays and must itself be alive.
 */
export function checkTimestamp(question: {
  readonly trusted: Timestamp | null;
  readonly next: Timestamp;
  readonly signers: SignersCheck;
  readonly nowMs: number;
}): TimestampCheck {
  const { trusted, next, signers, nowMs } = question;
  if (!signers.ok) return refuse(signers.refusal);
  if (trusted !== null && next.version === trusted.version) {
    const expired = checkExpiry(trusted, nowMs);
    return expired === null ? { ok: true, change: 'none' } : refuse(expired);
  }
  const check = checkInOrder(
    () => (trusted !== null && next.version < trusted.version ? 'version-too-low' : null),
    () => (trusted !== null && next.snapshot.version < trusted.snapshot.version ? 'listed-version-too-low' : null),
    () => checkExpiry(next, nowMs),
  );
  return check.ok ? { ok: true, change: 'newer' } : check;
}

/**
 * The earliest time at which a verified timestamp can have been signed: with a life of at most `lifeMs` it cannot be
 * older. A device whose clock stands in 1970 knows by it that older metadata is dead (properties 29).
 */
export const deriveTimeFloor = ({ expiresMs }: Timestamp, lifeMs: number): number => expiresMs - lifeMs;
