// Puts the release notes of a build together from the issues that it fixes.
import { type BuildNotes, deriveNotes } from '../domain/loop/build-notes.ts';
import type { Builds } from './ports/builds.ts';
import type { LoopFacts } from './ports/loop-facts.ts';

export type BuildNotesPorts = {
  readonly builds: Pick<Builds, 'loadBuildByName'>;
  readonly loopFacts: LoopFacts;
};

/** `name` is a version, vendor string or id. Null for a build that the product does not have. */
export async function writeBuildNotes(
  { builds, loopFacts }: BuildNotesPorts,
  { product, name }: { readonly product: string; readonly name: string },
): Promise<BuildNotes | null> {
  const build = await builds.loadBuildByName(product, name);
  if (build === null) return null;
  const { id, version, vendorVersion } = build;
  return deriveNotes({ product, build: id, version, vendorVersion }, await loopFacts.loadFixedIssues(build));
}
