// The port to what a published role file changes elsewhere: builds that are sealed by it, ceilings, permits, stops.
import type { Problem } from '../../domain/result.ts';
import type { Changes } from '../../domain/trust/repository/changes.ts';
import type { RepositoryRole } from '../../domain/trust/repository/role-name.ts';
import type { By } from '../by.ts';

/** Statements by kind: what the file adds, removes and replaces against the one that was settled before. */
export type Publication = {
  readonly role: RepositoryRole;
  readonly version: number;
  readonly changes: Changes;
};

export type PublicationEffects = {
  /** What stands against it, before anybody's signature is kept: an image that is not stored, a plan that does not fit. */
  checkChanges(publication: Publication, nowMs: number): Promise<readonly Problem[]>;
  /**
   * Makes it so. Called again after a crash, so the same publication a second time must change nothing. Answers the
   * paths of targets without effect, since the records do not know what they are about.
   */
  recordChanges(publication: Publication, by: By): Promise<readonly string[]>;
};
