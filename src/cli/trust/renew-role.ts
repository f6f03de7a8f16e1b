// Makes the next version of any role with the same content: a longer life, or the signatures of those who sign it now.
import { nextVersionOf } from '../../domain/trust/repository/next-file.ts';
import { CliError } from '../cli-error.ts';
import type { HeldNames } from './describe-people.ts';
import { editRole } from './edit-role.ts';
import type { OpenRepository } from './open-repository.ts';
import { draftRoot, draftTargets, type RoleDraft } from './role-draft.ts';

export type Renewal = {
  readonly repository: OpenRepository;
  readonly role: string;
  readonly names: HeldNames;
  readonly nowMs: number;
};

export async function renewRole({ repository, role, names, nowMs }: Renewal): Promise<RoleDraft[]> {
  const { root } = repository;
  if (role === 'root') return [draftRoot(nextVersionOf(root.content, 'root', nowMs), { before: root, names })];
  if (role !== 'targets') return editRole({ repository, role, names, nowMs });
  const before = await repository.loadRole('targets');
  if (before === null) throw notPublished(role);
  const next = nextVersionOf(before.content, 'targets', nowMs);
  return [draftTargets(role, next, { root: root.content, targets: before.content, before, names })];
}

const notPublished = (role: string): CliError =>
  new CliError(`the role ${role} is not published yet`, { code: 'unknown-role', fix: 'Run `orange init PRODUCT`.' });
