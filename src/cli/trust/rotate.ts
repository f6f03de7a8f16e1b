// Puts a new key in place of an old one: made here, given by hand, or the one that the service signs with.
import { fromHex } from '../../domain/trust/hex.ts';
import { deriveTrustedKey, type RoleKey, type TrustedKey } from '../../domain/trust/key.ts';
import { hasKey } from '../../domain/trust/repository/signing.ts';
import type { RoleKeys } from '../../domain/trust/tuf/metadata.ts';
import { CliError } from '../cli-error.ts';
import { keyStore, type NamedKey } from '../compose.ts';
import { describeKeyRefusal, loadHeldKeys } from '../keys/held-keys.ts';
import { type KeyAccess, unlock } from '../keys/unlock.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { faint, name, warning } from '../terminal/words.ts';
import { findListedPerson, findNewPerson } from './find-person.ts';
import { requireRepository } from './open-repository.ts';
import type { SignFlags } from './publish-drafts.ts';
import { loadPeople, publishPeople } from './publish-people.ts';
import { loadTrust } from './trust-api.ts';

export type RotateOptions = SignFlags & { readonly old?: string; readonly new?: string };

export async function rotate(session: Session, role: string, options: RotateOptions): Promise<Report> {
  if (role === 'timestamp') {
    throw new CliError('the timestamp key has spares, and a command of its own', {
      code: 'wrong-command',
      fix: 'Run `orange trust timestamp rotate`.',
    });
  }
  const people = await loadPeople(await requireRepository(session), role);
  const before = await findOld(session, people, { role, given: options.old });
  const after = await findNew(session, { role, given: options.new });
  const report = await publishPeople(session, role, {
    flags: options,
    decide: () => ({ kind: 'replace', before, after: after.key }),
  });
  const json = { ...asRecord(report.json), key: { name: after.name, keyId: after.key.keyId } };
  return { ...report, json, lines: [...report.lines, ...sheetLines(after.name)] };
}

async function findOld(
  session: Session,
  people: RoleKeys,
  { role, given }: { role: string; given: string | undefined },
): Promise<RoleKey> {
  if (given !== undefined) {
    const found = findListedPerson(given, people.keys);
    if (found !== null) return found;
    throw new CliError(`no key of ${role} begins with ${given}`, {
      code: 'no-such-person',
      fix: 'See `orange trust status`.',
    });
  }
  const own = role === 'snapshot' ? people.keys : await listOwn(session, people);
  const [only] = own;
  if (only !== undefined && own.length === 1) return only;
  throw new CliError(
    own.length === 0 ? `no key of your key file signs ${role}` : `${own.length} of your keys sign ${role}`,
    {
      code: own.length === 0 ? 'no-fitting-key' : 'ambiguous-key',
      fix: 'Say which one goes with --old, by the id that `orange trust status` shows.',
    },
  );
}

async function listOwn({ settings }: Session, people: RoleKeys): Promise<readonly NamedKey[]> {
  const held = await keyStore.loadPublicKeys(settings.keyFilePath);
  return held.ok ? held.value.filter((key) => hasKey(people.keys, key)) : [];
}

type NewOne = { readonly key: TrustedKey /** Null when it is not in the key file. */; readonly name: string | null };

async function findNew(
  session: Session,
  { role, given }: { role: string; given: string | undefined },
): Promise<NewOne> {
  if (given !== undefined) return { key: await findNewPerson(given, role), name: null };
  if (role === 'snapshot') return { key: await loadSnapshotKey(session), name: null };
  return makeNext(session, role);
}

/** Always a fresh one: a key of that name that lies around may be the one that leaked. */
async function makeNext(session: Session, role: string): Promise<NewOne> {
  const { access } = await unlock(session, keyStore.openKeyRing);
  const key = await makeNumberedKey(session, access, role);
  return { key, name: key.name };
}

/** `role-2`, or the first number after it that is free. */
export async function makeNumberedKey(session: Session, access: KeyAccess, stem: string): Promise<NamedKey> {
  const held = await loadHeldKeys(access.path);
  const names = new Set(held.map(({ name: taken }) => taken));
  let number = 2;
  while (names.has(`${stem}-${number}`)) number += 1;
  const wanted = { name: `${stem}-${number}`, nowMs: session.surroundings.nowMs() };
  const grown = await keyStore.growKeyFile(access, [wanted]);
  if (!grown.ok) throw describeKeyRefusal(grown.refusal, access.path);
  const [key] = grown.value;
  if (key === undefined) throw describeKeyRefusal('no-such-key', access.path);
  return key;
}

async function loadSnapshotKey(session: Session): Promise<TrustedKey> {
  const { online } = await loadTrust(session);
  if (online === null) {
    throw new CliError('this service was given no snapshot key', {
      code: 'repository-off',
      fix: 'Set SNAPSHOT_KEY (DEPLOY.md).',
    });
  }
  return deriveTrustedKey(fromHex(online.snapshotKey.publicHex) ?? new Uint8Array());
}

const sheetLines = (made: string | null) =>
  made === null
    ? []
    : [
        [warning('On no recovery sheet yet: '), name(made)] as const,
        `  orange key sheet ${made}.txt --key ${made}`,
        faint('The old key stays in the key file; it signs nothing any more.'),
      ];

const asRecord = (json: unknown): object => (typeof json === 'object' && json !== null ? json : {});
