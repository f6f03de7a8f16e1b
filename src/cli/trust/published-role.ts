// One published role file: exactly the bytes that the snapshot lists, what they say, and who of those who may sign did.
import type { Held } from '../../device/trust/held.ts';
import type { Refusal } from '../../device/trust/refusal.ts';
import { fetchListed, type Session as Walk } from '../../device/trust/session.ts';
import type { RoleKey, TrustedKey } from '../../domain/trust/key.ts';
import { findPeople } from '../../domain/trust/repository/people.ts';
import type { SignedFile } from '../../domain/trust/repository/signed-file.ts';
import { deriveTrustedKeys } from '../../domain/trust/repository/signing.ts';
import { checkListedBytes, checkListedVersion } from '../../domain/trust/tuf/check-listed.ts';
import type { RoleKeys, Root, Targets } from '../../domain/trust/tuf/metadata.ts';
import { checkSigners, deriveCandidates } from '../../domain/trust/verify.ts';
import { encodeRepositoryFile, parseRepositoryFile } from '../../wire/trust/repository-file.ts';
import { CliError } from '../cli-error.ts';
import { describeRefusal } from './open-repository.ts';
import { openHasher, verifySignature } from './verify-signature.ts';

export type PublishedRole<C = Targets> = SignedFile<C> & {
  readonly name: string;
  /** Who may sign it, as its delegator says today. */
  readonly people: RoleKeys;
  readonly signers: readonly RoleKey[];
  /** False after its people changed, until they sign it again: devices do not believe it, so nobody here does. */
  readonly isSigned: boolean;
};

export type RoleReader = (role: string) => Promise<PublishedRole | null>;

/** `stale` tells why no snapshot could be read, where none could. Each file is fetched once. */
export function createRoleReader(walk: Walk, stale: Refusal | null) {
  const known = new Map<string, Promise<PublishedRole | null>>();
  const root = walk.trusted.root.role;

  async function load(role: string): Promise<PublishedRole | null> {
    const { snapshot } = walk.trusted;
    if (stale !== null && stale.refusal !== 'absent') throw describeRefusal(stale);
    const listed = snapshot?.role.meta.get(role);
    if (listed === undefined) return null;
    const targets = role === 'targets' ? null : await loadRole('targets');
    const people = findPeople(role, { root, targets: targets?.content ?? null }) ?? { keys: [], threshold: 1 };
    const fetched = await fetchListed(walk, role, { listed, kind: 'targets' });
    if (!fetched.ok) throw describeRefusal(fetched);
    const file = readStrictly(role, 'targets', fetched.bytes);
    const refusal = checkListedBytes(listed, measure(fetched.bytes)) ?? checkListedVersion(listed, file.content);
    if (refusal !== null) throw describeRefusal({ ok: false, role, refusal });
    // Whoever could write delegations unsigned could name themselves.
    const view = viewSigned(role, file, people);
    return { ...view, isSigned: view.isSigned && targets?.isSigned !== false };
  }

  function loadRole(role: string): Promise<PublishedRole | null> {
    const loading = known.get(role) ?? load(role);
    known.set(role, loading);
    return loading;
  }

  return {
    loadRole,
    viewRoot: async ({ envelope }: Held<Root>): Promise<PublishedRole<Root>> => {
      const bytes = encodeRepositoryFile(envelope.payloadBytes, envelope.signatures);
      return viewSigned('root', readStrictly('root', 'root', bytes), root.roles.root);
    },
  };
}

/** Verifies with the platform, and counts people. */
export function viewSigned<C>(name: string, file: SignedFile<C>, people: RoleKeys): PublishedRole<C> {
  const signers = listSigners(file, people.keys);
  const { ok: isSigned } = checkSigners({ signers, keys: people.keys, threshold: people.threshold });
  return { ...file, name, people, signers, isSigned };
}

/** Those of `keys` whose signature is good, each once. */
export function listSigners(
  { payloadBytes, signatures }: Pick<SignedFile<unknown>, 'payloadBytes' | 'signatures'>,
  keys: readonly RoleKey[],
): TrustedKey[] {
  return deriveCandidates(signatures, deriveTrustedKeys(keys))
    .filter(({ key, signature }) => verifySignature(payloadBytes, signature, key) === true)
    .map(({ key }) => key);
}

/** Nothing may stand in a file but what is read in it: what nobody can be shown, nobody builds upon. */
function readStrictly<T extends 'root' | 'targets'>(role: string, type: T, bytes: Uint8Array) {
  const parsed = parseRepositoryFile(type, bytes);
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.problems;
  throw new CliError(`the published ${role} cannot be read: ${problem?.where} ${problem?.what}`, {
    code: 'repository-malformed',
    fix: problem?.fix ?? '',
  });
}

function measure(bytes: Uint8Array) {
  const hasher = openHasher();
  hasher.update(bytes);
  return { lengthBytes: bytes.length, hashes: hasher.digest() };
}
