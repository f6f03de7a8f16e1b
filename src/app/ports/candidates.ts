// The port to builds as rollouts see them.
import type { Candidate } from '../../domain/rollout/candidate.ts';

export type Candidates = {
  /** Builds by id, in any order; those that do not exist are left out. One query for any number. */
  loadBuilds(buildIds: readonly string[]): Promise<Candidate[]>;
  /** The build of a product with this id, version or vendor string. */
  loadCandidate(product: string, name: string): Promise<Candidate | null>;
  /** Sealed builds of a channel with a counter above the given one that are not withdrawn, newest first, at most 50. */
  loadCandidates(product: string, channel: string, aboveCounter: number): Promise<Candidate[]>;
};
