// Loads what the repository publishes at this moment, as a client would: the chain of roots, the timestamp, the snapshot it names.
import type { Problem } from '../domain/result.ts';
import type { VersionedFile } from '../domain/trust/repository/role-name.ts';
import { type ContentOf, isListedFile, type SignedFile } from '../domain/trust/repository/signed-file.ts';
import { deriveStanding } from '../domain/trust/repository/signing.ts';
import type { RoleKeys, Root, Snapshot, Targets, Timestamp } from '../domain/trust/tuf/metadata.ts';
import { AppError } from './app-error.ts';
import type { SignatureVerifier } from './ports/signature-verifier.ts';
import type { TrustFormat } from './ports/trust-format.ts';
import type { TrustRepository } from './ports/trust-repository.ts';
import { verifySigning } from './verify-signing.ts';

export type LoadRepositoryPorts = {
  readonly repository: TrustRepository;
  readonly format: TrustFormat;
  readonly verifier: SignatureVerifier;
};

/** `isCurrent`: signed with keys of the newest root; otherwise with those of an earlier one, and due for renewal. */
export type PublishedFile<C> = SignedFile<C> & { readonly isCurrent: boolean };

export type Repository = {
  readonly root: SignedFile<Root> | null;
  readonly timestamp: (PublishedFile<Timestamp> & { readonly etag: string }) | null;
  readonly snapshot: PublishedFile<Snapshot> | null;
};

/** Throws AppError `storage-unavailable` when storage holds something that its signers never put there. */
export async function loadRepository(ports: LoadRepositoryPorts): Promise<Repository> {
  const roots = await loadRoots(ports);
  const root = roots.at(-1) ?? null;
  const stored = root === null ? null : await ports.repository.loadTimestamp();
  if (stored === null) return { root, timestamp: null, snapshot: null };
  const timestamp = await judge(ports, roots, { type: 'timestamp', name: 'timestamp.json', bytes: stored.bytes });
  const meta = timestamp.content.snapshot;
  const file = { role: 'snapshot', version: meta.version };
  const bytes = await loadListed(ports, file, (found) => isListedFile(meta, found));
  const snapshot = await judge(ports, roots, { type: 'snapshot', name: `${meta.version}.snapshot.json`, bytes });
  return { root, timestamp: { ...timestamp, etag: stored.etag }, snapshot };
}

/** The published file of the targets role or of a delegated one; null when the snapshot lists none. */
export async function loadTargets(
  ports: LoadRepositoryPorts,
  { snapshot }: Repository,
  role: string,
): Promise<SignedFile<Targets> | null> {
  const meta = snapshot?.content.meta.get(role);
  if (meta === undefined) return null;
  const bytes = await loadListed(ports, { role, version: meta.version }, (found) => isListedFile(meta, found));
  return readFile(ports, 'targets', { name: `${meta.version}.${role}.json`, bytes });
}

/** Roots are never taken back, so those that were verified once are not asked for again. */
const verifiedRoots = new WeakMap<TrustRepository, readonly SignedFile<Root>[]>();

async function loadRoots(ports: LoadRepositoryPorts): Promise<readonly SignedFile<Root>[]> {
  const { repository } = ports;
  const roots = [...(verifiedRoots.get(repository) ?? [])];
  for (;;) {
    const version = roots.length + 1;
    const bytes = await repository.loadRoleFile({ role: 'root', version });
    if (bytes === null) break;
    roots.push(await readRoot(ports, roots.at(-1) ?? null, { name: `${version}.root.json`, bytes }));
  }
  verifiedRoots.set(repository, roots);
  return roots;
}

type Stored = { readonly name: string; readonly bytes: Uint8Array };

/** The chain rule: a root is signed as its predecessor asks and as it asks itself (TUF 1.0.34, 5.3.4). */
async function readRoot(ports: LoadRepositoryPorts, before: SignedFile<Root> | null, stored: Stored) {
  const file = readFile(ports, 'root', stored);
  const quorums = [...(before === null ? [] : [before.content.roles.root]), file.content.roles.root];
  const isNext = file.content.version === (before?.content.version ?? 0) + 1;
  if (!isNext || !(await isSigned(ports, file, quorums)))
    throw damaged(stored.name, 'is not the next link of the chain');
  return file;
}

async function judge<T extends 'timestamp' | 'snapshot'>(
  ports: LoadRepositoryPorts,
  roots: readonly SignedFile<Root>[],
  { type, ...stored }: Stored & { readonly type: T },
): Promise<PublishedFile<ContentOf[T]>> {
  const file: SignedFile<ContentOf[T]> = readFile(ports, type, stored);
  for (const root of [...roots].reverse()) {
    if (await isSigned(ports, file, [root.content.roles[type]])) return { ...file, isCurrent: root === roots.at(-1) };
  }
  throw damaged(stored.name, 'is signed by no key that a root lists');
}

async function isSigned(
  { verifier }: LoadRepositoryPorts,
  file: SignedFile<unknown>,
  quorums: readonly RoleKeys[],
): Promise<boolean> {
  return deriveStanding(await verifySigning(verifier, file, quorums)).isComplete;
}

async function loadListed(
  { repository }: LoadRepositoryPorts,
  file: VersionedFile,
  isListed: (bytes: Uint8Array) => boolean,
): Promise<Uint8Array> {
  const bytes = await repository.loadRoleFile(file);
  if (bytes !== null && isListed(bytes)) return bytes;
  throw damaged(`${file.version}.${file.role}.json`, bytes === null ? 'is missing' : 'is not the file that is listed');
}

function readFile<T extends keyof ContentOf>({ format }: LoadRepositoryPorts, type: T, { name, bytes }: Stored) {
  const parsed = format.parseFile(type, bytes);
  if (parsed.ok) return parsed.value;
  throw damaged(name, parsed.problems.map(({ where, what }: Problem) => `${where} ${what}`).join('; '));
}

function damaged(name: string, what: string): AppError {
  return new AppError('storage-unavailable', 'The repository in object storage is damaged.', {
    cause: new Error(`repository/${name} ${what}`),
  });
}
