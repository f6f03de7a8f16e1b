// Decides what a cohort pass says: which cohorts of a device, since when, and until when.
import { type Membership, testersCohort } from '../rollout/cohort.ts';
import type { Device } from './device.ts';

/** A device fetches a new pass when it enrols or asks; two weeks of silence are holidays, not a lost device. */
const validMs = 14 * 24 * 3_600_000;
const weekMs = 7 * 24 * 3_600_000;

/**
 * 14 to 21 days ahead, on a whole week since 1970 (Thursdays 00:00 UTC), so that members of the same cohorts share one
 * pass, and so one cached poll, however far apart they enrolled.
 */
export function derivePassExpiry(nowMs: number): number {
  return Math.ceil((nowMs + validMs) / weekMs) * weekMs;
}

/** The latest date on which a pass of this expiry can have been signed: what it says of a device was true by then. */
export const deriveSignedByMs = (expiresMs: number): number => expiresMs - validMs;

/** The lists that name a device and since when, the oldest first, and the product's cohorts of testers. */
export type Memberships = { readonly named: readonly Membership[]; readonly testers: readonly string[] };

/** No rollout lasts so long without a person: who joined before that is told apart from nobody. */
const longMs = 28 * 24 * 3_600_000;

/** Members of many weeks share one pass, and so one cached poll; a date in it would give each of them one of its own. */
export const deriveSharedSince = (memberships: readonly Membership[], nowMs: number): readonly Membership[] =>
  memberships.map(({ cohort, sinceMs }) => ({ cohort, sinceMs: nowMs - sinceMs > longMs ? 0 : sinceMs }));

/**
 * Testers first, then the oldest memberships: where a pass is full, a later one never pushes an earlier one out, and so
 * no device loses an offer by joining another cohort.
 */
export function derivePassCohorts(
  { named, testers }: Memberships,
  { testerSinceMs, enrolledMs }: Pick<Device, 'testerSinceMs' | 'enrolledMs'>,
  maxCohorts: number,
): readonly Membership[] {
  const since = new Map<string, number>();
  if (testerSinceMs !== null) for (const cohort of [testersCohort, ...testers]) since.set(cohort, testerSinceMs);
  for (const { cohort, sinceMs } of named) if (!since.has(cohort)) since.set(cohort, sinceMs);
  // A list may name a device long before there is one.
  const all = [...since].map(([cohort, sinceMs]) => ({ cohort, sinceMs: Math.max(sinceMs, enrolledMs) }));
  return all.slice(0, maxCohorts);
}
