// Says which devices belong to a cohort: everyone, a named list, the testers, or a rule over attributes.
import { isVersionIn } from '../build/version.ts';

/** What a poll tells about the device that asks; nothing in it identifies the device. */
export type DeviceFacts = {
  readonly model: string;
  /** The installed build as semver, or null when the device names a build nobody published. */
  readonly version: string | null;
  readonly region: string | null;
  readonly locale: string | null;
  /** Cohorts proved by a pass that the service signed; empty without one. */
  readonly passCohorts: readonly Membership[];
};

/** A named cohort of a device, and since when both are true: it is enrolled, and it is listed or a tester. */
export type Membership = { readonly cohort: string; readonly sinceMs: number };

/** Every stated attribute must match; within one attribute any listed value does. */
export type CohortRule = {
  readonly models?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly locales?: readonly string[] | undefined;
  /** A semver range over the installed build, such as `>=1.2.0 <2`. */
  readonly builds?: string | undefined;
};

export type Cohort =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'named' }
  | { readonly kind: 'testers' }
  | { readonly kind: 'rule'; readonly rule: CohortRule };

export const everyoneCohort = 'everyone';
export const testersCohort = 'testers';

const isListed = (values: readonly string[] | undefined, value: string | null): boolean =>
  values === undefined || (value !== null && values.includes(value));

/** What a rule can ask for; the device that judges itself knows it too. */
export type Attributes = Omit<DeviceFacts, 'passCohorts'>;

export function hasAttributes(rule: CohortRule, facts: Attributes): boolean {
  if (!isListed(rule.models, facts.model)) return false;
  if (!isListed(rule.regions, facts.region)) return false;
  if (!isListed(rule.locales, facts.locale)) return false;
  if (rule.builds === undefined) return true;
  return facts.version !== null && isVersionIn(rule.builds, facts.version);
}

/**
 * Lists are never looked up here: membership travels in the pass, so a poll costs the same for ten members and for a million.
 * `joinedByMs` leaves out who came to a list later; null lets in whoever is on it. Rules and everyone have no such date.
 */
export function isInCohort(
  name: string,
  cohort: Cohort | undefined,
  facts: DeviceFacts,
  joinedByMs: number | null = null,
): boolean {
  if (name === everyoneCohort) return true;
  if (cohort?.kind === 'rule') return hasAttributes(cohort.rule, facts);
  const membership = cohort === undefined ? undefined : facts.passCohorts.find((each) => each.cohort === name);
  return membership !== undefined && hasJoinedBy(membership.sinceMs, joinedByMs);
}

export const hasJoinedBy = (sinceMs: number, joinedByMs: number | null): boolean =>
  joinedByMs === null || sinceMs <= joinedByMs;

/**
 * Until when a device must have joined a list to meet a build that begins at `nowMs`: a list that grows tenfold meanwhile
 * would let tenfold the devices meet it. Null, whoever comes, where fewer than `leastMembers` belong: too few to be judged.
 */
export const deriveJoinedByMs = (members: number, leastMembers: number, nowMs: number): number | null =>
  members < Math.max(1, leastMembers) ? null : nowMs;
