// Finds what a TUF client asks the repository for: a metadata file, or a target by its hash and name.
import { deriveArtifactKey } from '../domain/build/build.ts';
import { deriveRoleName, isInsideRole, readFileName, readRoleName } from '../domain/trust/repository/role-name.ts';
import { readHashedName, readReleaseTarget } from '../domain/trust/repository/target-name.ts';
import type { Target } from '../domain/trust/tuf/metadata.ts';
import { loadStatements } from './judge-role-file.ts';
import { type LoadRepositoryPorts, loadRepository, loadTargets } from './load-repository.ts';
import type { Objects } from './ports/objects.ts';
import type { StoredTimestamp, TrustRepository } from './ports/trust-repository.ts';

/** Null for a file that is not there, and for a name that no file of ours can have, for which storage is not asked. */
export async function findMetadata(repository: TrustRepository, fileName: string): Promise<Uint8Array | null> {
  const file = readFileName(fileName);
  return file === null ? null : repository.loadRoleFile(file);
}

export const findTimestamp = (repository: TrustRepository): Promise<StoredTimestamp | null> =>
  repository.loadTimestamp();

export type FindTargetAnswer =
  | { readonly kind: 'unknown-target' }
  /** A statement is all there is to it. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'image'; readonly sizeBytes: number; signUrl(): Promise<string> };

export type FindTargetPorts = LoadRepositoryPorts & { readonly objects: Objects };

/** As long as the artifact route gives. */
const expiresS = 900;

const roleKinds = ['fw', 'fw-archive', 'rollout', 'stop'] as const;

/**
 * `folder` without slashes at its ends (`fw/nova`), `hashedName` as clients ask (`<hash>.<name>`). Only what the
 * published files list can be fetched, so that a release that was taken out of them is out of reach at once.
 */
export async function findTarget(
  ports: FindTargetPorts,
  { folder, hashedName }: { folder: string; hashedName: string },
): Promise<FindTargetAnswer> {
  const asked = readHashedName(hashedName);
  const target = asked === null ? null : await loadTarget(ports, `${folder}/${asked.name}`);
  const { sha256, sha512 } = target?.hashes ?? {};
  if (asked === null || target === null || (asked.hash !== sha256 && asked.hash !== sha512)) {
    return { kind: 'unknown-target' };
  }
  if (target.lengthBytes === 0) return { kind: 'empty' };
  if (sha256 === undefined || (await isRecalled(ports, `${folder}/${asked.name}`))) return { kind: 'unknown-target' };
  const signUrl = () => ports.objects.signDownload(deriveArtifactKey(sha256), expiresS);
  return { kind: 'image', sizeBytes: target.lengthBytes, signUrl };
}

/** A recalled release is still listed, so that whoever has it can be told; nobody fetches it any more. */
async function isRecalled(ports: FindTargetPorts, path: string): Promise<boolean> {
  const release = readReleaseTarget(path);
  if (release === null) return false;
  const stated = await loadStatements(ports, await loadRepository(ports), deriveRoleName('stop', release.product));
  return stated.some(
    ({ statement }) =>
      statement.kind === 'stop' && statement.action === 'recall' && statement.releaseId === release.releaseId,
  );
}

async function loadTarget(ports: FindTargetPorts, path: string): Promise<Target | null> {
  const product = path.split('/')[1] ?? '';
  const names = roleKinds
    .filter((kind) => isInsideRole(kind, product, path))
    .map((kind) => deriveRoleName(kind, product))
    .filter((name) => readRoleName(name) !== null);
  if (names.length === 0) return null;
  const published = await loadRepository(ports);
  for (const name of names) {
    const target = (await loadTargets(ports, published, name))?.content.targets.get(path);
    if (target !== undefined) return target;
  }
  return null;
}
