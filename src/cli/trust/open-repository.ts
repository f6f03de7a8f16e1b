// The tool's own view of what is published: walked from a root that this machine trusts, whatever the service says of it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTrustStore } from '../../device/trust/file-store.ts';
import { ourReading } from '../../device/trust/portable.ts';
import type { TrustParts } from '../../device/trust/ports.ts';
import type { Refusal } from '../../device/trust/refusal.ts';
import { renewSnapshot } from '../../device/trust/renew-snapshot.ts';
import { renewTimestamp } from '../../device/trust/renew-timestamp.ts';
import { loadTrusted, type Session as Walk } from '../../device/trust/session.ts';
import { createUpdater } from '../../device/trust/updater.ts';
import { walkRoots } from '../../device/trust/walk-roots.ts';
import { deriveDigest } from '../../domain/trust/repository/signed-file.ts';
import { maxFileBytes, type Root, type Snapshot, type Timestamp } from '../../domain/trust/tuf/metadata.ts';
import { parseRootFile } from '../../wire/trust/metadata.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { dataFolder } from '../settings/data-folder.ts';
import { faint, name, strong } from '../terminal/words.ts';
import { fingerprintWords } from './fingerprint.ts';
import { createRoleReader, type PublishedRole, type RoleReader } from './published-role.ts';
import { repositoryFiles } from './repository-files.ts';
import { openHasher, verifySignature } from './verify-signature.ts';

export type OpenRepository = {
  /** The newest root, and how it is signed. */
  readonly root: PublishedRole<Root>;
  /** Of the root that this machine trusted first. */
  readonly trustedFirst: { readonly version: number; readonly fingerprint: string };
  readonly timestamp: Timestamp | null;
  readonly snapshot: Snapshot | null;
  /** After an emergency rotation, until the service has the key that is listed: roots can be read, and nothing below. */
  readonly isCutOff: boolean;
  /** The targets role or a delegated one; null where nothing of that name is published. */
  readonly loadRole: RoleReader;
  /** Every root as a file, from the one trusted first to the newest: what a machine without a network walks. */
  readonly loadRoots: () => Promise<readonly Uint8Array[]>;
};

/**
 * Null before the first root. Nothing is too old to be read here: an expired file must be read to be signed again, and
 * `trust status` tells expiries apart. Versions never go back, also over runs.
 */
export async function openRepository(session: Session): Promise<OpenRepository | null> {
  const parts = openParts(session);
  if (!(await trustFirstRoot(session, parts))) return null;
  const loaded = await loadTrusted(parts);
  if (!loaded.ok) throw describeRefusal(loaded);
  const [fetch] = parts.mirrors;
  const walk: Walk = { parts, fetch, clockMs: 0, trusted: loaded.trusted };
  const broken = await walkRoots(walk);
  if (broken !== null) throw describeRefusal(broken);
  const stale = (await renewTimestamp(walk, null)) ?? (await renewSnapshot(walk));
  if (stale !== null && !isBeginning(walk, stale)) throwUnlessRotated(stale);
  const { root, timestamp, snapshot } = walk.trusted;
  const first = parseRootFile((await parts.store.load(firstRoot)) ?? new Uint8Array());
  const reader = createRoleReader(walk, stale);
  return {
    root: await reader.viewRoot(root),
    trustedFirst: first.ok
      ? { version: first.value.role.version, fingerprint: deriveDigest(first.value.envelope.payloadBytes) }
      : { version: root.role.version, fingerprint: deriveDigest(root.envelope.payloadBytes) },
    timestamp: timestamp?.role ?? null,
    snapshot: snapshot?.role ?? null,
    isCutOff: stale !== null && stale.refusal !== 'absent',
    loadRole: reader.loadRole,
    loadRoots: () => loadRoots(walk, first.ok ? first.value.role.version : root.role.version),
  };
}

async function loadRoots({ fetch, trusted }: Walk, firstVersion: number): Promise<Uint8Array[]> {
  const roots: Uint8Array[] = [];
  for (let version = firstVersion; version <= trusted.root.role.version; version += 1) {
    const fetched = await fetch(`${version}.root.json`, maxFileBytes.root);
    if (fetched.kind !== 'found') throw describeRefusal({ ok: false, role: 'root', refusal: 'unreachable' });
    roots.push(fetched.bytes);
  }
  return roots;
}

/** As openRepository, for commands that need a repository to be there. */
export async function requireRepository(session: Session): Promise<OpenRepository> {
  const repository = await openRepository(session);
  if (repository !== null) return repository;
  throw new CliError('this service has no repository yet: nobody signed a first root', {
    code: 'no-repository',
    fix: 'Begin one: orange init PRODUCT --model MODEL',
  });
}

type Parts = Omit<TrustParts, 'mirrors'> & { readonly mirrors: readonly [TrustParts['mirrors'][number]] };

function openParts({ settings, surroundings }: Session): Parts {
  const base = settings.url();
  // A pinned root has a memory of its own: what was trusted without it must not decide here.
  const place = createHash('sha256')
    .update(`${base}\n${settings.pinnedRootPath ?? ''}`)
    .digest('hex');
  return {
    mirrors: [repositoryFiles(base, surroundings.interrupt)],
    store: fileTrustStore(join(dataFolder(surroundings.env), 'trust', place.slice(0, 16))),
    verify: verifySignature,
    hasher: openHasher,
    reading: ourReading,
    nowMs: () => 0,
    timestampLifeMs: null,
  };
}

const firstRoot = 'first-root';

/** False where there is no root to trust. Says which one it takes on the first meeting, so that people can compare. */
async function trustFirstRoot(session: Session, parts: Parts): Promise<boolean> {
  if ((await parts.store.load('root')) !== null) return true;
  const bytes = await obtainFirstRoot(session, parts);
  if (bytes === null) return false;
  if (session.settings.pinnedRootPath !== null) await checkPublished(parts, bytes);
  const taken = await createUpdater(parts).init(bytes);
  if (!taken.ok) throw describeRefusal(taken);
  await parts.store.save(firstRoot, bytes);
  const read = parseRootFile(bytes);
  if (read.ok && session.settings.pinnedRootPath === null) {
    session.printer.note(
      [strong('First meeting'), ' with the repository of ', name(session.settings.url())],
      ['  its root is trusted from now on: ', fingerprintWords(deriveDigest(read.value.envelope.payloadBytes))],
      faint('  Compare it with what a colleague sees in `orange trust status`, or pin a root with --root FILE.'),
    );
  }
  return true;
}

/** A pinned root of another repository whose service happens to use the same keys must not pass for this one. */
async function checkPublished({ mirrors: [fetch] }: Parts, bytes: Uint8Array): Promise<void> {
  const pinned = parseRootFile(bytes);
  const version = pinned.ok ? pinned.value.role.version : 1;
  const fetched = await fetch(`${version}.root.json`, maxFileBytes.root);
  const published = fetched.kind === 'found' ? parseRootFile(fetched.bytes) : null;
  const isSame =
    pinned.ok &&
    published?.ok === true &&
    deriveDigest(published.value.envelope.payloadBytes) === deriveDigest(pinned.value.envelope.payloadBytes);
  if (isSame) return;
  throw new CliError(`the service publishes another root ${version} than the one that is pinned`, {
    code: 'repository-another-root',
    fix: 'Sign nothing. Check the address of the service, and where the pinned root comes from.',
  });
}

async function obtainFirstRoot({ settings }: Session, { mirrors: [fetch] }: Parts): Promise<Uint8Array | null> {
  const path = settings.pinnedRootPath;
  if (path !== null) {
    const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw new CliError(`the root ${path} cannot be read (${cause.code})`, {
        code: 'unreadable-file',
        fix: 'Name a root file with --root, such as one kept from `/repository/1.root.json`.',
      });
    });
    // Editors end files with a line end; the canonical bytes have none.
    return new TextEncoder().encode(text.trim());
  }
  const fetched = await fetch('1.root.json', maxFileBytes.root);
  if (fetched.kind === 'failed') throw describeRefusal({ ok: false, role: 'root', refusal: fetched.why });
  return fetched.kind === 'found' ? fetched.bytes : null;
}

/** Between the first root and the first timestamp there is nothing else yet. */
const isBeginning = ({ trusted }: Walk, { role, refusal }: Refusal): boolean =>
  role === 'timestamp' && refusal === 'absent' && trusted.timestamp === null;

/** After an emergency rotation the service signs with a key that is not listed: roots can be read then, and nothing else. */
function throwUnlessRotated(stale: Refusal): void {
  if (stale.refusal !== 'too-few-signatures') throw describeRefusal(stale);
}

const words: Readonly<Partial<Record<Refusal['refusal'], readonly [what: string, fix: string]>>> = {
  unreachable: ['cannot be fetched', 'Check that the service runs, and its address.'],
  'too-few-signatures': [
    'is not signed by enough of those who must sign it',
    'Sign nothing, and find out who changed it. After a rotation of the timestamp key: give the service the key that is listed.',
  ],
  'version-too-low': [
    'is older than what this machine has seen',
    'The service was set back, or somebody plays old files: sign nothing until you know which.',
  ],
  'listed-version-too-low': [
    'names older files than this machine has seen',
    'The service was set back, or somebody plays old files: sign nothing until you know which.',
  ],
  'role-vanished': ['leaves out a role that was listed before', 'Sign nothing, and find out who changed it.'],
};

export function describeRefusal({ role, refusal }: Refusal): CliError {
  const [what, fix] = words[refusal] ?? [`is refused: ${refusal}`, 'Sign nothing, and find out who changed it.'];
  return new CliError(`the published ${role} ${what}`, { code: `repository-${refusal}`, fix, details: { role } });
}
