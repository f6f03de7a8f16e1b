// Makes the release statement of a build: what this machine measured, under the id and counter that the service gave.
import { type Artifact, deriveDraft, deriveRelease } from '../../domain/build/build.ts';
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import type { StatedContent } from './stated-content.ts';

export type Drafted = { readonly counter: number; readonly createdBy: string; readonly createdMs: number };

/** Nothing but the counter is taken from the service: it cannot have something else signed. */
export function prepareRelease(content: StatedContent, artifact: Artifact, drafted: Drafted): ReleaseStatement {
  // Picked one by one: the answer holds models and hashes too, and those are not the service's to say.
  const { counter, createdBy, createdMs } = drafted;
  return deriveRelease(deriveDraft({ ...content, artifact }, { counter, createdBy, createdMs }));
}
