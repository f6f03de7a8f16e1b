// Makes the next file of a role out of the published one: targets put in and taken out, renewed, and pruned where it is full.
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import type { StatedTarget } from '../../domain/trust/repository/changes.ts';
import { deriveEmptyFile } from '../../domain/trust/repository/first-files.ts';
import { editTargets, nextVersionOf, type TargetsEdit } from '../../domain/trust/repository/next-file.ts';
import { decidePruning, listEnded, listReferenced } from '../../domain/trust/repository/prune.ts';
import { deriveRoleName, type RepositoryRole, readRoleName } from '../../domain/trust/repository/role-name.ts';
import type { Targets } from '../../domain/trust/tuf/metadata.ts';
import { encodeTargetsPayload } from '../../wire/trust/targets.ts';
import { CliError } from '../cli-error.ts';
import type { HeldNames } from './describe-people.ts';
import { expectStated } from './describe-role.ts';
import type { OpenRepository } from './open-repository.ts';
import { draftTargets, type RoleDraft } from './role-draft.ts';

export type RoleEdit = {
  readonly repository: OpenRepository;
  /** `fw-nova`, `rollout-nova`, `stop-nova`. */
  readonly role: string;
  /** Nothing to edit renews the role. */
  readonly edit?: TargetsEdit;
  readonly names: HeldNames;
  readonly nowMs: number;
};

type Delegated = Extract<RepositoryRole, { readonly product: string }>;

/**
 * The drafts to sign, in the order in which they must be published: of a full `fw-` file its archive goes first. Whatever
 * is published and not signed as it must be now is shown whole, since signing the next file stands behind all of it.
 */
export async function editRole({ repository, role, edit = {}, names, nowMs }: RoleEdit): Promise<RoleDraft[]> {
  const read = readRoleName(role);
  if (read === null || read.product === null) throw unknownRole(role);
  const before = await repository.loadRole(role);
  const targets = await repository.loadRole('targets');
  const delegators = { root: repository.root.content, targets: targets?.content ?? null };
  const next = nextVersionOf(before?.content ?? unpublished(read, nowMs), read.kind, nowMs);
  const edited = editTargets(next, edit);
  const drafting = { ...delegators, names };
  if (read.kind === 'rollout') {
    const tidy = editTargets(edited, { remove: listEnded(expectStated(edited), nowMs) });
    return [draftTargets(role, tidy, { ...drafting, before })];
  }
  if (read.kind !== 'fw') return [draftTargets(role, edited, { ...drafting, before })];
  const { fw, archive } = await prune(repository, read, { edited, nowMs });
  const archiveRole = deriveRoleName('fw-archive', read.product);
  return [
    ...(archive === null
      ? []
      : [draftTargets(archiveRole, archive, { ...drafting, before: await repository.loadRole(archiveRole) })]),
    draftTargets(role, fw, { ...drafting, before }),
  ];
}

async function prune(
  { loadRole }: OpenRepository,
  { product }: Delegated,
  { edited, nowMs }: { readonly edited: Targets; readonly nowMs: number },
) {
  const archived = await loadRole(deriveRoleName('fw-archive', product));
  const rollout = await loadRole(deriveRoleName('rollout', product));
  const empty = { ...deriveEmptyFile('fw-archive', nowMs), version: 0 };
  return decidePruning({
    fw: edited,
    archive: nextVersionOf(archived?.content ?? empty, 'fw-archive', nowMs),
    releases: expectStated(edited).filter(isRelease),
    referenced: listReferenced(rollout === null ? [] : expectStated(rollout.content)),
    sizeOf,
  });
}

const isRelease = (target: StatedTarget): target is StatedTarget<ReleaseStatement> =>
  target.statement.kind === 'release';

/** A file too large to be signed counts as endless, so it is pruned and then measured again. */
function sizeOf(file: Targets): number {
  const payload = encodeTargetsPayload(file);
  return payload.ok ? payload.value.length : Number.POSITIVE_INFINITY;
}

/** So that the next version is 1. */
const unpublished = ({ kind }: Delegated, nowMs: number): Targets => ({ ...deriveEmptyFile(kind, nowMs), version: 0 });

export const unknownRole = (role: string): CliError =>
  new CliError(`there is no role ${role} that people sign`, {
    code: 'unknown-role',
    fix: 'See `orange trust status`: root, targets, or fw-, rollout-, stop- and a product.',
  });
