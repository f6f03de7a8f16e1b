// Takes the snapshot that the trusted timestamp lists (TUF 1.0.34, 5.5).
import { checkExpiry, checkListedBytes, checkListedVersion } from '../../domain/trust/tuf/check-listed.ts';
import { checkSnapshot } from '../../domain/trust/tuf/check-snapshot.ts';
import { countSigners, hold } from './held.ts';
import { type Refusal, refuse } from './refusal.ts';
import { fetchListed, type Session, timeOf } from './session.ts';

/** Null when the trusted snapshot is the listed one and alive. */
export async function renewSnapshot(session: Session): Promise<Refusal | null> {
  const listed = session.trusted.timestamp?.role.snapshot;
  if (listed === undefined) return refuse('timestamp', 'absent');
  const { snapshot } = session.trusted;
  if (snapshot !== null) {
    const changed = checkListedVersion(listed, snapshot.role) ?? checkListedBytes(listed, snapshot.measured);
    if (changed === null && checkExpiry(snapshot.role, timeOf(session)) === null) return null;
  }
  const fetched = await fetchListed(session, 'snapshot', { listed, kind: 'snapshot' });
  return fetched.ok ? takeSnapshot(session, fetched.bytes) : fetched;
}

async function takeSnapshot(session: Session, bytes: Uint8Array): Promise<Refusal | null> {
  const { reading, hasher, verify, store } = session.parts;
  const { root, timestamp, snapshot } = session.trusted;
  if (timestamp === null) return refuse('timestamp', 'absent');
  const read = hold('snapshot', bytes, { parse: reading.parseSnapshotFile, hasher });
  if (!read.ok) return read;
  const { held } = read;
  const check = checkSnapshot({
    trusted: snapshot?.role ?? null,
    next: held.role,
    listed: timestamp.role.snapshot,
    measured: held.measured,
    signers: await countSigners(held.envelope, root.role.roles.snapshot, verify),
    nowMs: timeOf(session),
  });
  if (!check.ok) return refuse('snapshot', check.refusal);
  await store.save('snapshot', bytes);
  session.trusted = { ...session.trusted, snapshot: held };
  return null;
}
