// Keeps a person from signing a ceiling or a permit over other words than are published.

import { deriveChanges } from '../../domain/trust/repository/changes.ts';
import { checkNamedReleases } from '../../domain/trust/repository/check-named.ts';
import { readRoleName } from '../../domain/trust/repository/role-name.ts';
import { encodeReleaseDigest } from '../../wire/trust/release-digest.ts';
import { CliError } from '../cli-error.ts';
import { expectStated, readPayload } from './describe-role.ts';
import type { OpenRepository } from './open-repository.ts';
import type { RoleDraft } from './role-draft.ts';
import { listStatements } from './statement-files.ts';

/** By what this machine verified of the repository, not by the service's word. Throws a CliError. */
export async function expectNamedReleases(repository: OpenRepository, { role, payload }: RoleDraft): Promise<void> {
  const named = readRoleName(role);
  const read = readPayload(role, payload);
  if (named?.kind !== 'rollout' || read.type !== 'targets') return;
  const published = await repository.loadRole(role);
  const before = published?.isSigned ? expectStated(published.content) : [];
  const releases = await listStatements(repository, 'release', named.product);
  const changes = deriveChanges(before, expectStated(read.content));
  const check = checkNamedReleases(changes, { releases, digestOf: encodeReleaseDigest });
  if (check.ok) return;
  const [{ where, what }] = check.problems;
  throw new CliError(`${where} ${what}`, {
    code: check.refusal,
    fix: 'Sign nothing, and find out who changed the release or the statement.',
  });
}
