// Makes published role files take effect in the database, and writes them into the audit: at once, or later by the tick.
import { countChanges, deriveChanges, type StatedTarget } from '../domain/trust/repository/changes.ts';
import { type RepositoryRole, readRoleName } from '../domain/trust/repository/role-name.ts';
import { deriveDigest, type SignedFile } from '../domain/trust/repository/signed-file.ts';
import type { RoleKeys, Root, Targets } from '../domain/trust/tuf/metadata.ts';
import { auditOf, type By } from './by.ts';
import { type Apart, eachApart } from './each-apart.ts';
import { loadStatements } from './judge-role-file.ts';
import { type LoadRepositoryPorts, loadRepository, loadTargets, type Repository } from './load-repository.ts';
import type { PublicationEffects } from './ports/publication-effects.ts';
import type { SettledPublication, TrustPublications } from './ports/trust-publications.ts';

export type SettlePorts = LoadRepositoryPorts & {
  readonly publications: TrustPublications;
  readonly effects: PublicationEffects;
};

/** `withoutEffect` are paths of targets that the records know nothing of, as after the restore of an older database. */
export type Settled = { readonly role: string; readonly withoutEffect: readonly string[] };

/** Every role that is published and not settled; what fails for one keeps no other waiting. For the tick. */
export async function settlePublications(
  ports: SettlePorts,
  by: By,
): Promise<Apart<Settled> & { readonly behind: readonly Behind[] }> {
  const published = await loadRepository(ports);
  const settled = await ports.publications.loadSettled();
  const roles = listRoles(published).filter((role) => deriveVersion(published, role) > versionOf(settled, role));
  const apart = await eachApart(roles, async (role) => {
    const withoutEffect = await settleRole(ports, { role, published, settled }, by);
    return { role: role.name, withoutEffect };
  });
  return { ...apart, behind: listBehind(published, settled) };
}

export type Behind = { readonly role: string; readonly published: number; readonly settled: number };

/** Roles of which storage holds less than was published once: an older copy of the bucket, or an empty one. */
export const listBehind = (published: Repository, settled: readonly SettledPublication[]): Behind[] =>
  settled.flatMap(({ role: name, version }) => {
    const role = readRoleName(name);
    const there = role === null ? version : deriveVersion(published, role);
    return there < version ? [{ role: name, published: there, settled: version }] : [];
  });

/** One role, right after it was published. */
export async function settlePublication(ports: SettlePorts, role: RepositoryRole, by: By): Promise<void> {
  const published = await loadRepository(ports);
  const settled = await ports.publications.loadSettled();
  if (deriveVersion(published, role) > versionOf(settled, role)) {
    await settleRole(ports, { role, published, settled }, by);
  }
}

/** Stops take effect before anything that they could stop, releases before the ceilings that name them. */
const order: readonly RepositoryRole['kind'][] = ['root', 'targets', 'stop', 'fw', 'fw-archive', 'rollout'];

function listRoles({ root, snapshot }: Repository): RepositoryRole[] {
  const names = [...(root === null ? [] : ['root']), ...(snapshot?.content.meta.keys() ?? [])];
  const roles = names.flatMap((name) => readRoleName(name) ?? []);
  return roles.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}

const deriveVersion = ({ root, snapshot }: Repository, { name }: RepositoryRole): number =>
  (name === 'root' ? root?.content.version : snapshot?.content.meta.get(name)?.version) ?? 0;

const versionOf = (settled: readonly SettledPublication[], { name }: RepositoryRole): number =>
  settled.find(({ role }) => role === name)?.version ?? 0;

type ToSettle = {
  readonly role: RepositoryRole;
  readonly published: Repository;
  readonly settled: readonly SettledPublication[];
};

/** The note is written last: whatever a crash leaves undone before it is done again. */
async function settleRole(
  ports: SettlePorts,
  { role, published, settled }: ToSettle,
  by: By,
): Promise<readonly string[]> {
  const file = role.name === 'root' ? published.root : await loadTargets(ports, published, role.name);
  if (file === null) return [];
  const { version } = file.content;
  const before = await loadStatementsAt(ports, role, versionOf(settled, role));
  const after = role.product === null ? [] : await loadStatements(ports, published, role.name);
  const changes = deriveChanges(before, after);
  const withoutEffect = await ports.effects.recordChanges({ role, version, changes }, by);
  const digest = deriveDigest(file.payloadBytes);
  const signers = file.signatures.map(({ keyId }) => keyId);
  const what = role.product === null ? describeKeys(file.content) : countChanges(changes);
  const audit = auditOf(by, 'role file published', role.name, {
    version,
    digest,
    signers,
    ...what,
    ...(withoutEffect.length === 0 ? {} : { withoutEffect }),
  });
  await ports.publications.recordSettled({ role: role.name, version, digest, settledMs: by.nowMs }, audit);
  return withoutEffect;
}

/** What the last settled file stated. Its bytes are in storage for ever. */
async function loadStatementsAt(
  { repository, format }: SettlePorts,
  role: RepositoryRole,
  version: number,
): Promise<readonly StatedTarget[]> {
  if (role.product === null || version === 0) return [];
  const bytes = await repository.loadRoleFile({ role: role.name, version });
  const file = bytes === null ? null : format.parseFile('targets', bytes);
  const stated = file?.ok ? format.parseStatements(file.value.content) : null;
  return stated?.ok ? stated.value : [];
}

/** `{"targets": "2 of 3", …}`: what an auditor asks first of a root or of delegations. */
function describeKeys(content: SignedFile<Root | Targets>['content']): { readonly thresholds: Record<string, string> } {
  const roles: (readonly [string, RoleKeys])[] =
    'roles' in content ? Object.entries(content.roles) : content.delegations.map((each) => [each.name, each]);
  return {
    thresholds: Object.fromEntries(
      roles.map(([name, { keys, threshold }]) => [name, `${threshold} of ${keys.length}`]),
    ),
  };
}
