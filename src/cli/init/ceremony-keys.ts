// The keys of the small-team default: one of its own for every role, made in one go under one passphrase.
import { CliError } from '../cli-error.ts';
import { keyStore, type NamedKey, type RoleSigner } from '../compose.ts';
import { describeKeyRefusal } from '../keys/held-keys.ts';
import { askNewPassphrase, loadPassphrase } from '../keys/passphrase.ts';
import { type KeyAccess, unlock } from '../keys/unlock.ts';
import type { Session } from '../session.ts';

export const repositoryKeyNames = ['root', 'targets', 'timestamp-next', 'timestamp-spare'] as const;
export const productKeyNames = (product: string) => [`fw-${product}`, `rollout-${product}`, `stop-${product}`] as const;

export type CeremonyKeys = {
  readonly access: KeyAccess;
  readonly signer: RoleSigner;
  readonly made: readonly string[];
  /** Throws for a name that was not asked for. */
  readonly of: (name: string) => NamedKey;
};

export type KeysWanted = {
  readonly names: readonly string[];
  /** --reuse-keys: a key of the same name may stand for it. */
  readonly mayReuse: boolean;
  readonly isUnencrypted: boolean;
};

/** All that making them needs; nothing is made yet. */
export type ReadyKeys = {
  readonly access: KeyAccess;
  readonly isUnencrypted: boolean;
  readonly here: readonly NamedKey[];
  readonly missing: readonly string[];
};

/**
 * Finds which of these names are missing and obtains the passphrase. A key that is there already may sign for another
 * service, and then what is signed here could be played there, so it is taken only when a person says so.
 */
export async function readyCeremonyKeys(session: Session, wanted: KeysWanted): Promise<ReadyKeys> {
  const { isUnencrypted } = wanted;
  const path = session.settings.keyFilePath;
  const held = await keyStore.loadPublicKeys(path);
  if (!held.ok && held.refusal !== 'no-key-file') throw describeKeyRefusal(held.refusal, path);
  const here = held.ok ? held.value : [];
  const taken = wanted.names.filter((name) => here.some((key) => key.name === name));
  if (taken.length > 0 && !wanted.mayReuse) throw namesTaken(path, taken);
  const missing = wanted.names.filter((name) => !taken.includes(name));
  return { access: await obtainAccess(session, held.ok, isUnencrypted), isUnencrypted, here, missing };
}

export async function makeCeremonyKeys(session: Session, ready: ReadyKeys): Promise<CeremonyKeys> {
  const { access, here, missing } = ready;
  const { path } = access;
  const nowMs = session.surroundings.nowMs();
  const grown = await keyStore.growKeyFile(
    { ...access, unencrypted: ready.isUnencrypted },
    missing.map((name) => ({ name, nowMs })),
  );
  if (!grown.ok) throw describeKeyRefusal(grown.refusal, path);
  const opened = await keyStore.openKeyRing(access);
  if (!opened.ok) throw describeKeyRefusal(opened.refusal, path);
  const keys = [...here, ...grown.value];
  return { access, signer: opened.value, made: missing, of: (name) => find(keys, name, path) };
}

async function obtainAccess(session: Session, isThere: boolean, isUnencrypted: boolean): Promise<KeyAccess> {
  if (isThere) return (await unlock(session, keyStore.openKeyRing)).access;
  const path = session.settings.keyFilePath;
  if (isUnencrypted) return { path, passphrase: '' };
  return { path, passphrase: (await loadPassphrase(session)) ?? (await askNewPassphrase(session, path)) };
}

function find(keys: readonly NamedKey[], name: string, path: string): NamedKey {
  const key = keys.find((each) => each.name === name);
  if (key === undefined) throw describeKeyRefusal('no-such-key', path);
  return key;
}

const namesTaken = (path: string, names: readonly string[]): CliError =>
  new CliError(`${path} holds keys of these names already: ${names.join(', ')}`, {
    code: 'name-taken',
    fix: 'If they were made for this service, as by a run that broke off, add --reuse-keys. Otherwise name another --key-file.',
  });
