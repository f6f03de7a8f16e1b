// Finds the version that a role's next file must have, and what a crashed publisher left under it.
import type { RepositoryRole } from '../domain/trust/repository/role-name.ts';
import { deriveDigest, type SignedFile } from '../domain/trust/repository/signed-file.ts';
import type { Targets } from '../domain/trust/tuf/metadata.ts';
import { AppError } from './app-error.ts';
import { judgeTargets } from './judge-role-file.ts';
import type { LoadRepositoryPorts, Repository } from './load-repository.ts';

/** `leftover` is fully signed and in storage, but no snapshot lists it. */
export type Slot = { readonly version: number; readonly leftover: SignedFile<Targets> | null };

/** Whoever can write to storage can waste versions, and is stopped by the operator, not by us. */
const maxWasted = 64;

/**
 * Counts from what is published. A file under the next version that nobody could publish, planted or no longer signed
 * by enough, cannot be replaced, so its version is passed over: clients take a version that is higher by two.
 */
export async function findSlot(
  ports: LoadRepositoryPorts,
  { role, published, nowMs }: { role: RepositoryRole; published: Repository; nowMs: number },
): Promise<Slot> {
  const first = (published.snapshot?.content.meta.get(role.name)?.version ?? 0) + 1;
  for (let version = first; version < first + maxWasted; version += 1) {
    const bytes = await ports.repository.loadRoleFile({ role: role.name, version });
    if (bytes === null) return { version, leftover: null };
    const leftover = await judgeLeftover(ports, { role, published, nowMs, version, bytes });
    if (leftover !== null) return { version, leftover };
  }
  throw new AppError('conflict', `Every next version of ${role.name} is taken by a file that nobody could publish.`, {
    cause: new Error(`repository/${first}.${role.name}.json and those after it`),
  });
}

type Kept = {
  readonly role: RepositoryRole;
  readonly published: Repository;
  readonly nowMs: number;
  readonly version: number;
  readonly bytes: Uint8Array;
};

/** Judged as if it had just been sent, since storage proves nothing. */
async function judgeLeftover(ports: LoadRepositoryPorts, { bytes, version, ...kept }: Kept) {
  const parsed = ports.format.parseFile('targets', bytes);
  if (!parsed.ok) return null;
  const submission = { role: kept.role, ...parsed.value, kept: [] };
  const judged = await judgeTargets(ports, submission, { ...kept, nextVersion: version });
  return judged.ok && judged.standing.isComplete ? parsed.value : null;
}

export const isSamePayload = (one: SignedFile<unknown>, other: { readonly payloadBytes: Uint8Array }): boolean =>
  deriveDigest(one.payloadBytes) === deriveDigest(other.payloadBytes);
