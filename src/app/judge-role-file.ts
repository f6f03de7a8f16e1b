// Judges a role file against what is published: who signed it, what it says, what it changes. Decides nothing about storage.
import type { Problem } from '../domain/result.ts';
import { type Changes, deriveChanges, type StatedTarget } from '../domain/trust/repository/changes.ts';
import { checkDelegations } from '../domain/trust/repository/check-delegations.ts';
import { checkHead } from '../domain/trust/repository/check-head.ts';
import { checkRoot } from '../domain/trust/repository/check-root.ts';
import { checkStatements } from '../domain/trust/repository/check-statements.ts';
import type { OnlineKeys } from '../domain/trust/repository/online-keys.ts';
import { joinSignatures } from '../domain/trust/repository/proposal.ts';
import { type Check, checkAll, type Refused, refuseFile } from '../domain/trust/repository/refusal.ts';
import { deriveRoleName, type RepositoryRole } from '../domain/trust/repository/role-name.ts';
import type { ContentOf, SignedFile } from '../domain/trust/repository/signed-file.ts';
import { checkClaims, deriveStanding } from '../domain/trust/repository/signing.ts';
import type { RoleKeys, Root, Targets } from '../domain/trust/tuf/metadata.ts';
import type { SignatureClaim } from '../domain/trust/verify.ts';
import { type LoadRepositoryPorts, loadTargets, type Repository } from './load-repository.ts';
import { verifySigning } from './verify-signing.ts';

/** A role file as it came in, and the signatures that waited for it. */
export type Submission = {
  readonly role: RepositoryRole;
  readonly payloadBytes: Uint8Array;
  readonly signatures: readonly SignatureClaim[];
  readonly kept: readonly SignatureClaim[];
};

export type Judged<C> = {
  readonly ok: true;
  /** With every good signature there is, and no other. */
  readonly file: SignedFile<C>;
  readonly standing: ReturnType<typeof deriveStanding>;
  readonly changes: Changes;
};

/** What a role file is judged by, besides itself. */
export type Circumstances = { readonly published: Repository; readonly nextVersion: number; readonly nowMs: number };

/** Reads a submission as the type that its role's files have. */
export function readSubmission<T extends 'root' | 'targets'>(
  { format }: LoadRepositoryPorts,
  type: T,
  { payloadBytes, signatures }: Pick<Submission, 'payloadBytes' | 'signatures'>,
): { readonly ok: true; readonly file: SignedFile<ContentOf[T]> } | Refused {
  const parsed = format.parseFile(type, format.encodeFile(payloadBytes, signatures));
  return parsed.ok ? { ok: true, file: parsed.value } : refuseUnreadable(parsed.problems);
}

export async function judgeRoot(
  ports: LoadRepositoryPorts,
  submission: Submission,
  { published, nextVersion, nowMs, online }: Circumstances & { readonly online: OnlineKeys },
): Promise<Judged<Root> | Refused> {
  const read = readSubmission(ports, 'root', submission);
  if (!read.ok) return read;
  const { content } = read.file;
  const { root } = published;
  const quorums = [...(root === null ? [] : [root.content.roles.root]), content.roles.root];
  const signed = await judgeSigning(ports, submission, quorums);
  if (!signed.ok) return signed;
  const check = checkAll(
    () => checkHead({ kind: 'root', head: content, nextVersion, nowMs }),
    () => checkRoot(content, { online, isFirst: root === null }),
  );
  return check.ok ? { ...signed, file: { ...read.file, ...signed.file }, changes: nothing } : check;
}

/** The targets role and everything it delegates. */
export async function judgeTargets(
  ports: LoadRepositoryPorts,
  submission: Submission,
  circumstances: Circumstances,
): Promise<Judged<Targets> | Refused> {
  const read = readSubmission(ports, 'targets', submission);
  if (!read.ok) return read;
  const delegator = await loadDelegator(ports, circumstances.published, submission.role);
  if ('ok' in delegator) return delegator;
  const signed = await judgeSigning(ports, submission, [delegator.keys]);
  if (!signed.ok) return signed;
  const file = { ...read.file, ...signed.file };
  const { nextVersion, nowMs } = circumstances;
  const head = checkHead({ kind: submission.role.kind, head: file.content, nextVersion, nowMs });
  if (!head.ok) return head;
  if (submission.role.product === null) {
    const check = checkDelegations(file.content, delegator.root);
    return check.ok ? { ...signed, file, changes: nothing } : check;
  }
  const stated = await judgeStatements(ports, { role: submission.role, file, published: circumstances.published });
  return stated.ok ? { ...signed, file, changes: stated.changes } : stated;
}

const nothing: Changes = deriveChanges([], []);

const refuseUnreadable = ([first, ...rest]: readonly Problem[]): Refused =>
  refuseFile('file-not-readable', first ?? { where: 'signed', what: 'cannot be read', fix: 'Sign it again.' }, ...rest);

/** Keys come from the delegator, never from the message. */
async function loadDelegator(
  ports: LoadRepositoryPorts,
  published: Repository,
  role: RepositoryRole,
): Promise<{ readonly keys: RoleKeys; readonly root: Root } | Refused> {
  const root = published.root?.content;
  if (root === undefined) return refuseEmpty('root');
  if (role.product === null) return { keys: root.roles.targets, root };
  const targets = await loadTargets(ports, published, 'targets');
  if (targets === null) return refuseEmpty('targets');
  const keys = targets.content.delegations.find(({ name }) => name === role.name);
  if (keys !== undefined) return { keys, root };
  const what = `is ${role.name}, which the published targets role does not delegate`;
  return refuseFile('unknown-role', { where: 'role', what, fix: 'Publish a targets role that delegates it first.' });
}

const refuseEmpty = (name: string): Refused =>
  refuseFile('nothing-published', {
    where: 'role',
    what: `needs a ${name} role, and none is published`,
    fix: `Publish the ${name} role first.`,
  });

async function judgeSigning({ verifier, format }: LoadRepositoryPorts, submission: Submission, quorums: RoleKeys[]) {
  const { payloadBytes } = submission;
  const all = joinSignatures(submission.signatures, submission.kept);
  const signing = await verifySigning(verifier, { payloadBytes, signatures: all }, quorums);
  const claims: Check = checkClaims(submission.signatures, signing);
  if (!claims.ok) return claims;
  const good = new Set<string>(signing.verified.map(({ keyId }) => keyId));
  const signatures = all.filter(({ keyId }) => good.has(keyId));
  const file = { payloadBytes, signatures, bytes: format.encodeFile(payloadBytes, signatures) };
  return { ok: true, file, standing: deriveStanding(signing) } as const;
}

type Stating = {
  readonly role: Extract<RepositoryRole, { readonly product: string }>;
  readonly file: SignedFile<Targets>;
  readonly published: Repository;
};

async function judgeStatements(ports: LoadRepositoryPorts, { role, file, published }: Stating) {
  const after = ports.format.parseStatements(file.content);
  if (!after.ok) return refuseUnreadable(after.problems);
  const { kind, product } = role;
  const [before, fw, archive] = await Promise.all([
    loadStatements(ports, published, role.name),
    loadStatements(ports, published, deriveRoleName('fw', product)),
    loadStatements(ports, published, deriveRoleName('fw-archive', product)),
  ]);
  const releases = [...fw, ...archive];
  const digestOf = ports.format.encodeReleaseDigest;
  const check = checkStatements({ kind, product, file: file.content, before, after: after.value, releases, digestOf });
  return check.ok ? ({ ok: true, changes: deriveChanges(before, after.value) } as const) : check;
}

/** What a product's published role file states; nothing when there is none. What was published once could be read. */
export async function loadStatements(
  ports: LoadRepositoryPorts,
  published: Repository,
  role: string,
): Promise<readonly StatedTarget[]> {
  const file = await loadTargets(ports, published, role);
  const stated = file === null ? null : ports.format.parseStatements(file.content);
  return stated?.ok ? stated.value : [];
}
