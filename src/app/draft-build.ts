// Drafts a build: reserves its id, counter and names. The same content again is the same draft.
import { type Build, type BuildContent, deriveDraft } from '../domain/build/build.ts';
import { checkDraft } from '../domain/build/check-draft.ts';
import { compareContent } from '../domain/build/differences.ts';
import type { Problem } from '../domain/result.ts';
import { deriveRoleName } from '../domain/trust/repository/role-name.ts';
import { AppError } from './app-error.ts';
import { auditOf, type By } from './by.ts';
import { loadStatements } from './judge-role-file.ts';
import { type LoadRepositoryPorts, loadRepository } from './load-repository.ts';
import type { Builds } from './ports/builds.ts';
import type { Catalog } from './ports/catalog.ts';

export type DraftBuildAnswer =
  | { readonly ok: true; readonly build: Build; readonly isAdded: boolean }
  | { readonly ok: false; readonly refusal: 'unknown-product' }
  | { readonly ok: false; readonly refusal: 'unfit-build'; readonly problems: readonly Problem[] }
  | {
      readonly ok: false;
      readonly refusal: 'version-taken' | 'vendor-version-taken';
      readonly current: Build;
      /** Fields in which the build that is there differs from the one stated. */
      readonly differences: readonly string[];
    };

export type DraftBuildPorts = LoadRepositoryPorts & { readonly builds: Builds; readonly catalog: Catalog };

/** Each try loses only to another draft of the same product that was recorded meanwhile. */
const maxTries = 20;

export async function draftBuild(ports: DraftBuildPorts, content: BuildContent, by: By): Promise<DraftBuildAnswer> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const product = await ports.catalog.loadProduct(content.product);
    if (product === null) return { ok: false, refusal: 'unknown-product' };
    const known = await findNamesake(ports.builds, content);
    if (known !== null) return known;
    const counter = Math.max(product.nextCounter, (await loadPublishedCounter(ports, product.id)) + 1);
    const problems = checkDraft(content, product, counter);
    if (problems.length > 0) return { ok: false, refusal: 'unfit-build', problems };

    const draft = deriveDraft(content, { counter, createdBy: by.actor, createdMs: by.nowMs });
    const { version, artifact } = content;
    const audit = auditOf(by, 'build drafted', draft.id, { version, sha256: artifact.sha256 });
    if (await ports.builds.recordDraft(draft, audit)) return { ok: true, build: draft, isAdded: true };
  }
  throw new AppError('conflict', 'Other drafts of this product were quicker. Send the request again.');
}

/** Of the newest release that people published: a database restored from yesterday has not heard of today's. 0 for none. */
async function loadPublishedCounter(ports: LoadRepositoryPorts, product: string): Promise<number> {
  const published = await loadRepository(ports);
  const stated = await loadStatements(ports, published, deriveRoleName('fw', product));
  return Math.max(0, ...stated.map(({ statement }) => (statement.kind === 'release' ? statement.counter : 0)));
}

/** A name leads to one build of a product, whether it is a version or a vendor string. */
async function findNamesake(builds: Builds, content: BuildContent): Promise<DraftBuildAnswer | null> {
  const { product, version, vendorVersion } = content;
  const current = await builds.loadBuildByName(product, version);
  if (current !== null) {
    const differences = compareContent(current, content);
    if (differences.length === 0) return { ok: true, build: current, isAdded: false };
    return { ok: false, refusal: 'version-taken', current, differences };
  }
  const namesake = vendorVersion === null ? null : await builds.loadBuildByName(product, vendorVersion);
  if (namesake === null) return null;
  const differences = compareContent(namesake, content);
  return { ok: false, refusal: 'vendor-version-taken', current: namesake, differences };
}
