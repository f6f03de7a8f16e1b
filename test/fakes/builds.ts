// Builds and the notes of their uploads in memory, held to the same contract as PostgreSQL.
import type { BuildUploads, OpenUpload } from '../../src/app/ports/build-uploads.ts';
import type { Builds } from '../../src/app/ports/builds.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import type { Build } from '../../src/domain/build/build.ts';
import { deriveStoredBytes } from '../../src/domain/build/parts.ts';
import { derivePage } from '../../src/domain/page.ts';

export type FakeBuilds = {
  readonly builds: Builds;
  readonly buildUploads: BuildUploads;
  readonly audited: AuditEntry[];
  /** How often a change wanted a new release map. */
  wantedMaps(): number;
  /** The counter that the next draft of a product takes. */
  nextCounter(product: string): number;
};

export function fakeBuilds(): FakeBuilds {
  const kept = new Map<string, Build>();
  const uploads = new Map<string, OpenUpload>();
  const lastCounters = new Map<string, number>();
  const audited: AuditEntry[] = [];
  let wanted = 0;

  const ofProduct = (product: string) => [...kept.values()].filter((build) => build.product === product);
  function shown(build: Build): Build {
    const parts = uploads.get(build.id)?.parts ?? [];
    const storedBytes = build.artifact.verifiedMs === null ? deriveStoredBytes(parts) : build.artifact.sizeBytes;
    return { ...build, artifact: { ...build.artifact, storedBytes } };
  }
  const isTaken = (draft: Build) =>
    ofProduct(draft.product).some(
      (build) =>
        build.version === draft.version ||
        (build.vendorVersion !== null && build.vendorVersion === draft.vendorVersion),
    );

  const builds: Builds = {
    async loadBuilds({ product, channel, state }, { limit, after }) {
      const cursor = ({ createdMs, id }: Build) => `${createdMs}.${id}`;
      const wantedOnes = [...kept.values()]
        .filter((build) => product === null || build.product === product)
        .filter((build) => channel === null || build.channel === channel)
        .filter((build) => state === null || build.state === state)
        .sort((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1));
      const start =
        after === null ? 0 : wantedOnes.findIndex((build) => cursor(build) === after) + 1 || wantedOnes.length;
      return derivePage(wantedOnes.slice(start, start + limit + 1).map(shown), limit, cursor);
    },
    async loadBuild(id) {
      const build = kept.get(id);
      return build === undefined ? null : shown(build);
    },
    async loadBuildByName(product, name) {
      const found = ofProduct(product);
      const best =
        found.find(({ id }) => id === name) ??
        found.find(({ version }) => version === name) ??
        found.find(({ vendorVersion }) => vendorVersion === name);
      return best === undefined ? null : shown(best);
    },
    async recordDraft(draft, audit) {
      if (draft.counter <= (lastCounters.get(draft.product) ?? 0) || isTaken(draft)) return false;
      lastCounters.set(draft.product, draft.counter);
      kept.set(draft.id, draft);
      audited.push(audit);
      return true;
    },
    async recordSealed(id, seal, audit) {
      const build = kept.get(id);
      if (build === undefined) return 'not-ready';
      if (ofProduct(build.product).some(({ state, counter }) => state === 'sealed' && counter > build.counter))
        return 'overtaken';
      if (build.state === 'sealed' || build.artifact.verifiedMs === null) return 'not-ready';
      kept.set(id, { ...build, ...seal, state: 'sealed' });
      wanted += 1;
      audited.push(audit);
      return 'sealed';
    },
    async recordWithdrawn(id, withdrawal, audit) {
      const build = kept.get(id);
      if (build === undefined || build.withdrawal !== null) return false;
      kept.set(id, { ...build, withdrawal });
      wanted += 1;
      audited.push(audit);
      return true;
    },
    async recordDiscarded(id, audit) {
      if (kept.get(id)?.state !== 'draft') return false;
      kept.delete(id);
      uploads.delete(id);
      audited.push(audit);
      return true;
    },
  };

  const buildUploads: BuildUploads = {
    loadUpload: async (buildId) => uploads.get(buildId) ?? null,
    async recordUpload(buildId, upload) {
      const isUnderWay = [...uploads].some(([id, { sha256 }]) => id === buildId || sha256 === upload.sha256);
      if (!kept.has(buildId) || isUnderWay) return false;
      uploads.set(buildId, { ...upload, parts: [] });
      return true;
    },
    async recordParts(buildId, uploadId, parts) {
      const open = uploads.get(buildId);
      if (open?.uploadId !== uploadId) return false;
      const others = open.parts.filter((part) => !parts.some(({ partNumber }) => partNumber === part.partNumber));
      uploads.set(buildId, { ...open, parts: [...others, ...parts].sort((a, b) => a.partNumber - b.partNumber) });
      return true;
    },
    async recordForgotten(buildId) {
      uploads.delete(buildId);
    },
    async recordVerified(buildId, nowMs, audit) {
      const build = kept.get(buildId);
      if (build === undefined) return false;
      uploads.delete(buildId);
      if (build.artifact.verifiedMs !== null) return true;
      kept.set(buildId, { ...build, artifact: { ...build.artifact, verifiedMs: nowMs } });
      audited.push(audit);
      return true;
    },
    hasVerified: async (sha256) =>
      [...kept.values()].some(({ artifact }) => artifact.sha256 === sha256 && artifact.verifiedMs !== null),
  };

  return {
    builds,
    buildUploads,
    audited,
    wantedMaps: () => wanted,
    nextCounter: (product) => (lastCounters.get(product) ?? 0) + 1,
  };
}
