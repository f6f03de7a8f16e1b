// Takes the newest timestamp: the one that came with a poll, or the mirror's (TUF 1.0.34, 5.4).
import { checkTimestamp } from '../../domain/trust/tuf/check-timestamp.ts';
import { maxFileBytes } from '../../domain/trust/tuf/metadata.ts';
import { countSigners, hold } from './held.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type Session, timeOf } from './session.ts';

/** Null when the trusted timestamp is the newest one known and alive. One that was carried and is refused is fetched instead. */
export async function renewTimestamp(session: Session, carried: Uint8Array | null): Promise<Refusal | null> {
  if (carried !== null && (await takeTimestamp(session, carried)) === null) return null;
  const fetched = await session.fetch('timestamp.json', maxFileBytes.timestamp);
  if (fetched.kind === 'found') return takeTimestamp(session, fetched.bytes);
  return refuse('timestamp', fetched.kind === 'absent' ? 'absent' : fetched.why);
}

async function takeTimestamp(session: Session, bytes: Uint8Array): Promise<Refusal | null> {
  const { reading, hasher, verify, store } = session.parts;
  const read = hold('timestamp', bytes, { parse: reading.parseTimestampFile, hasher });
  if (!read.ok) return read;
  const { root, timestamp } = session.trusted;
  const check = checkTimestamp({
    trusted: timestamp?.role ?? null,
    next: read.held.role,
    signers: await countSigners(read.held.envelope, root.role.roles.timestamp, verify),
    nowMs: timeOf(session),
  });
  if (!check.ok) return refuse('timestamp', check.refusal);
  if (check.change === 'none') return null;
  await store.save('timestamp', bytes);
  session.trusted = { ...session.trusted, timestamp: read.held };
  return null;
}
