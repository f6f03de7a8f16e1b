// Makes the release statement of a build: what this machine measured, under the id and counter that the service gave.
import { type Artifact, deriveDraft, deriveRelease } from '../../domain/build/build.ts';
import { encodeReleasePayload, parseReleaseStatement } from '../../wire/statement/release.ts';
import { prepareStatement, type Unsigned } from '../signing/sign-statements.ts';
import { describeRelease } from '../signing/statement-words.ts';
import type { StatedContent } from './stated-content.ts';

/** Life of a release statement (signing.md, roles): the `fw-` role is signed anew every 180 days. */
const lifeMs = 180 * 86_400_000;

export type Drafted = { readonly counter: number; readonly createdBy: string; readonly createdMs: number };

/** Nothing but the counter and the time is taken from the service: it cannot have something else signed. */
export function prepareRelease(content: StatedContent, artifact: Artifact, drafted: Drafted): Unsigned {
  // Picked one by one: the answer holds models and hashes too, and those are not the service's to say.
  const { counter, createdBy, createdMs } = drafted;
  const statement = deriveRelease(deriveDraft({ ...content, artifact }, { counter, createdBy, createdMs }));
  // The service's clock decides what is expired, and a second try signs the same bytes.
  const head = { version: drafted.counter, expiresMs: drafted.createdMs + lifeMs };
  return prepareStatement(encodeReleasePayload(statement, head), parseReleaseStatement, describeRelease);
}
