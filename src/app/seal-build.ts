// Seals a build: from here on it never changes, and rollouts may offer it.
import type { Build } from '../domain/build/build.ts';
import { checkSeal, type SealRefusal, type SignedRelease } from '../domain/build/check-seal.ts';
import type { FieldDifference } from '../domain/build/differences.ts';
import { assert } from './app-error.ts';
import { auditOf, type By } from './by.ts';
import type { Builds } from './ports/builds.ts';
import type { Catalog } from './ports/catalog.ts';

export type SealBuildAnswer =
  | { readonly ok: true; readonly build: Build }
  | { readonly ok: false; readonly refusal: 'unknown-build' }
  | {
      readonly ok: false;
      readonly refusal: SealRefusal | 'counter-overtaken';
      readonly build: Build;
      readonly differences: readonly FieldDifference[];
    };

export type SealBuildPorts = { readonly builds: Builds; readonly catalog: Catalog };

export async function sealBuild(
  ports: SealBuildPorts,
  { buildId, release }: { buildId: string; release: SignedRelease },
  by: By,
): Promise<SealBuildAnswer> {
  const build = await ports.builds.loadBuild(buildId);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  const product = await ports.catalog.loadProduct(build.product);
  assert(product !== null, `build ${buildId} is of no product`);
  const check = checkSeal(build, release, product.keys, by.nowMs);
  if (!check.ok) return { ok: false, refusal: check.refusal, build, differences: check.differences };
  if (check.isSealedAlready) return { ok: true, build };

  const seal = { release: release.envelope, sealedMs: by.nowMs };
  const { version, counter, artifact } = build;
  const audit = auditOf(by, 'build sealed', buildId, { version, counter, sha256: artifact.sha256 });
  const recorded = await ports.builds.recordSealed(buildId, seal, audit);
  if (recorded === 'sealed') return { ok: true, build: { ...build, ...seal, state: 'sealed' } };
  if (recorded === 'overtaken') return { ok: false, refusal: 'counter-overtaken', build, differences: [] };
  return answerLostRace(ports.builds, buildId, release);
}

/** Somebody sealed or discarded the draft meanwhile. */
async function answerLostRace(builds: Builds, buildId: string, release: SignedRelease): Promise<SealBuildAnswer> {
  const build = await builds.loadBuild(buildId);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  if (build.release === release.envelope) return { ok: true, build };
  return { ok: false, refusal: 'sealed-never-changes', build, differences: [] };
}
