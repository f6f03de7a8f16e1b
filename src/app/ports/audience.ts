// The port to the devices of a channel, counted in groups that look alike to the stages of a plan.
import type { Cohort } from '../../domain/rollout/cohort.ts';
import type { AudienceFacts, AudienceGroup } from '../../domain/rollout/reach.ts';

export type AudienceQuestion = {
  readonly product: string;
  readonly channel: string;
  /** What tells devices apart; nothing else does. */
  readonly facts: AudienceFacts;
  /** The band of each bucket 0..999, or null to leave buckets together. */
  readonly bandOfBucket: Uint8Array | null;
};

export type Audience = {
  /** Cohorts of a product by name; null when there is no such product. */
  loadCohorts(product: string): Promise<Readonly<Record<string, Cohort>> | null>;
  /** At most 20,000 groups, the largest first; blocked devices are left out. */
  loadAudience(question: AudienceQuestion): Promise<AudienceGroup[]>;
};

/** One fleet has hundreds of models, regions and locales; what lies beyond is too small to change a count that people read. */
export const maxAudienceGroups = 20_000;
