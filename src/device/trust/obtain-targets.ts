// Gets the targets file of a role, from the store if it is the listed one, otherwise from the mirror (TUF 1.0.34, 5.6).
import { checkExpiry, checkListedBytes, checkListedVersion } from '../../domain/trust/tuf/check-listed.ts';
import { checkTargets } from '../../domain/trust/tuf/check-targets.ts';
import type { FileMeta, RoleKeys, Targets } from '../../domain/trust/tuf/metadata.ts';
import { countSigners, type Held, hold } from './held.ts';
import { type Refusal, refuse } from './refusal.ts';
import { fetchListed, type Session, timeOf } from './session.ts';

type Obtained = { readonly ok: true; readonly held: Held<Targets>; readonly bytes: Uint8Array } | Refusal;

/** Null when the trusted top targets file is the listed one and alive. */
export async function renewTargets(session: Session): Promise<Refusal | null> {
  const { targets, snapshot, root } = session.trusted;
  const listed = snapshot?.role.meta.get('targets');
  if (targets !== null && listed !== undefined) {
    const changed = checkListedVersion(listed, targets.role) ?? checkListedBytes(listed, targets.measured);
    if (changed === null && checkExpiry(targets.role, timeOf(session)) === null) return null;
  }
  const obtained = await obtainTargets(session, 'targets', root.role.roles.targets);
  if (!obtained.ok) return obtained;
  session.trusted = { ...session.trusted, targets: obtained.held };
  return null;
}

/** `by` are the keys of the delegator through which the role was reached: a kept file is verified by them each time. */
export async function obtainTargets(session: Session, name: string, by: RoleKeys): Promise<Obtained> {
  const listed = session.trusted.snapshot?.role.meta.get(name);
  if (listed === undefined) return refuse(name, 'not-in-snapshot');
  const { store } = session.parts;
  const kept = await store.load(name);
  if (kept !== null) {
    const obtained = await readTargets(session, kept, { name, by, listed });
    if (obtained.ok) return obtained;
  }
  const fetched = await fetchListed(session, name, { listed, kind: 'targets' });
  if (!fetched.ok) return fetched;
  const obtained = await readTargets(session, fetched.bytes, { name, by, listed });
  if (obtained.ok) await store.save(name, obtained.bytes);
  return obtained;
}

async function readTargets(
  session: Session,
  bytes: Uint8Array,
  { name, by, listed }: { name: string; by: RoleKeys; listed: FileMeta },
): Promise<Obtained> {
  const { reading, hasher, verify } = session.parts;
  const read = hold(name, bytes, { parse: reading.parseTargetsFile, hasher });
  if (!read.ok) return read;
  const { held } = read;
  const check = checkTargets({
    next: held.role,
    listed,
    measured: held.measured,
    signers: await countSigners(held.envelope, by, verify),
    nowMs: timeOf(session),
  });
  return check.ok ? { ok: true, held, bytes } : refuse(name, check.refusal);
}
