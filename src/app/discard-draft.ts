// Discards a draft: its names are free again, and what was sent of it is dropped.
import { type Build, deriveArtifactKey } from '../domain/build/build.ts';
import { auditOf, type By } from './by.ts';
import type { BuildUploads } from './ports/build-uploads.ts';
import type { Builds } from './ports/builds.ts';
import type { Uploads } from './ports/objects.ts';

export type DiscardDraftAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: 'unknown-build' }
  | { readonly ok: false; readonly refusal: 'sealed-never-changes'; readonly build: Build };

export type DiscardDraftPorts = {
  readonly builds: Builds;
  readonly buildUploads: BuildUploads;
  readonly uploads: Uploads;
};

export async function discardDraft(ports: DiscardDraftPorts, buildId: string, by: By): Promise<DiscardDraftAnswer> {
  const [build, open] = await Promise.all([ports.builds.loadBuild(buildId), ports.buildUploads.loadUpload(buildId)]);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  const audit = auditOf(by, 'draft discarded', buildId, { version: build.version });
  if (!(await ports.builds.recordDiscarded(buildId, audit))) {
    const current = await ports.builds.loadBuild(buildId);
    if (current === null) return { ok: false, refusal: 'unknown-build' };
    return { ok: false, refusal: 'sealed-never-changes', build: current };
  }
  // Behind the row: had storage gone first, a seal that came between would stand on nothing.
  if (open !== null) await ports.uploads.recordAbandoned(deriveArtifactKey(build.artifact.sha256), open.uploadId);
  return { ok: true };
}
