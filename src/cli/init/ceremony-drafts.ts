// The files that a ceremony signs: the first root, the delegations of a product, and its roles with nothing in them.

import { fromHex } from '../../domain/trust/hex.ts';
import { deriveTrustedKey, type TrustedKey } from '../../domain/trust/key.ts';
import {
  aloneBy,
  delegatedKinds,
  deriveDelegations,
  deriveEmptyFile,
  deriveFirstRoot,
} from '../../domain/trust/repository/first-files.ts';
import { nextVersionOf } from '../../domain/trust/repository/next-file.ts';
import { deriveRoleName } from '../../domain/trust/repository/role-name.ts';
import type { Session } from '../session.ts';
import type { OpenRepository } from '../trust/open-repository.ts';
import { draftRoot, draftTargets, loadHeldNames, type RoleDraft } from '../trust/role-draft.ts';
import type { TrustAnswer } from '../trust/trust-api.ts';
import type { CeremonyKeys } from './ceremony-keys.ts';

/** The service tells what it signs with; only its own two roles are given to those keys. */
export async function draftFirstRoot(
  session: Session,
  keys: CeremonyKeys,
  { snapshotKey, timestampKey }: NonNullable<TrustAnswer['online']>,
): Promise<RoleDraft> {
  const root = deriveFirstRoot(
    {
      root: keys.of('root'),
      targets: keys.of('targets'),
      snapshot: toKey(snapshotKey),
      timestamp: [toKey(timestampKey), keys.of('timestamp-next'), keys.of('timestamp-spare')],
    },
    session.surroundings.nowMs(),
  );
  return draftRoot(root, { before: null, names: await loadHeldNames(session) });
}

const toKey = ({ publicHex }: { readonly publicHex: string }): TrustedKey =>
  deriveTrustedKey(fromHex(publicHex) ?? new Uint8Array());

/** The targets role with the product's delegations behind those that are there. */
export async function draftDelegations(
  session: Session,
  { root, loadRole }: OpenRepository,
  { product, keys }: { readonly product: string; readonly keys: CeremonyKeys },
): Promise<RoleDraft> {
  const nowMs = session.surroundings.nowMs();
  const before = await loadRole('targets');
  const base = before?.content ?? { ...deriveEmptyFile('targets', nowMs), version: 0 };
  const added = deriveDelegations(product, {
    fw: aloneBy(keys.of(`fw-${product}`)),
    rollout: aloneBy(keys.of(`rollout-${product}`)),
    stop: aloneBy(keys.of(`stop-${product}`)),
  });
  const next = { ...nextVersionOf(base, 'targets', nowMs), delegations: [...base.delegations, ...added] };
  const names = await loadHeldNames(session);
  return draftTargets('targets', next, { root: root.content, targets: before?.content ?? null, before, names });
}

/** The roles of a product that have no file yet. */
export async function draftEmptyFiles(
  session: Session,
  { root, loadRole }: OpenRepository,
  product: string,
): Promise<RoleDraft[]> {
  const targets = (await loadRole('targets'))?.content ?? null;
  const names = await loadHeldNames(session);
  const drafts: RoleDraft[] = [];
  for (const kind of delegatedKinds) {
    const role = deriveRoleName(kind, product);
    const isKnown = targets?.delegations.some((each) => each.name === role) === true;
    if (!isKnown || (await loadRole(role)) !== null) continue;
    const empty = deriveEmptyFile(kind, session.surroundings.nowMs());
    drafts.push(draftTargets(role, empty, { root: root.content, targets, before: null, names }));
  }
  return drafts;
}
