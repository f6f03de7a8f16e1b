// Decides what a cohort pass says: which cohorts of a device, and until when.
import { testersCohort } from '../rollout/cohort.ts';

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

/** The named cohorts of a device, oldest membership first, and the product's cohorts of testers. */
export type Memberships = { readonly named: readonly string[]; readonly testers: readonly string[] };

/**
 * Testers first, then the oldest memberships: where a pass is full, a later one never pushes an earlier one out, and so
 * no device loses an offer by joining another cohort.
 */
export function derivePassCohorts(memberships: Memberships, isTester: boolean, maxCohorts: number): readonly string[] {
  const testers = isTester ? [testersCohort, ...memberships.testers] : [];
  return [...new Set([...testers, ...memberships.named])].slice(0, maxCohorts);
}
