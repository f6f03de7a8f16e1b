// Publishes a role file that is fully signed: the file itself once, then the snapshot and the timestamp that list it.
import type { RepositoryRole } from '../domain/trust/repository/role-name.ts';
import { deriveFileMeta, type SignedFile } from '../domain/trust/repository/signed-file.ts';
import type { Targets } from '../domain/trust/tuf/metadata.ts';
import { findSlot } from './find-slot.ts';
import type { Repository } from './load-repository.ts';
import { type PublishPorts, publishSnapshot } from './publish-snapshot.ts';

export type RoleToPublish = {
  readonly role: RepositoryRole;
  readonly file: SignedFile<Targets>;
  /** What it was judged against. */
  readonly published: Repository;
  readonly nowMs: number;
};

/** False when somebody else published meanwhile: judge it again against what is published then. */
export async function publishRole(ports: PublishPorts, { role, file, ...rest }: RoleToPublish): Promise<boolean> {
  const { version } = file.content;
  if (!(await ports.repository.putRoleFile({ role: role.name, version }, file.bytes))) return false;
  return listRole(ports, { role, file, ...rest });
}

/** For a file that is in storage already. */
export function listRole(ports: PublishPorts, { role, file, published, nowMs }: RoleToPublish): Promise<boolean> {
  const changed = new Map([[role.name, deriveFileMeta(file.content.version, file.bytes)]]);
  return publishSnapshot(ports, { published, changed, nowMs });
}

/** Publishes what a crash left in storage, if anything; whether it did. */
export async function rollForward(
  ports: PublishPorts,
  { role, published, nowMs }: Omit<RoleToPublish, 'file'>,
): Promise<boolean> {
  const { leftover } = await findSlot(ports, { role, published, nowMs });
  return leftover !== null && listRole(ports, { role, file: leftover, published, nowMs });
}
