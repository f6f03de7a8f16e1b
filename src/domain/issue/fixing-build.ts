// Names the build that fixes an issue: a published one by its id, one that is still to come by the version it will have.
import type { Build } from '../build/build.ts';
import { readVersion } from '../build/version.ts';
import type { Issue, NewComment } from './issue.ts';

export type FixingName = {
  /** What the issue keeps: an id, or a version until a build of that version is sealed. */
  readonly fixedIn: string;
  readonly version: string;
  readonly isToCome: boolean;
};

/**
 * Whoever mends a fault says so before its build exists. Null for a name that no build has and that is no version: it is
 * a mistake in typing, or a vendor string, which only a published build can have.
 */
export function nameFix(
  name: string,
  found: (Pick<Build, 'version' | 'state'> & { readonly id: string }) | null,
): FixingName | null {
  if (found?.state === 'sealed') return { fixedIn: found.id, version: found.version, isToCome: false };
  const version = found?.version ?? readVersion(name);
  return version === null ? null : { fixedIn: version, version, isToCome: true };
}

/** What is said of an issue when the build that was promised to fix it is sealed: to the house, and to its reporters. */
export function deriveFixOut(
  issue: Issue,
  { build, author, atMs }: { readonly build: Pick<Build, 'id' | 'version'>; author: string; atMs: number },
): { readonly before: Issue; readonly comment: NewComment & { readonly told: string } } {
  const sentence = `Build ${build.version}, which fixes it, is published.`;
  return {
    before: { ...issue, fixedIn: build.version },
    comment: {
      audience: 'change',
      author,
      text: sentence,
      atMs,
      status: 'fixed',
      fixedIn: build.id,
      told: `${sentence} Please try it once your device has it.`,
    },
  };
}
