// Walks the chain of roots, one version at a time, each signed by the one before it and by itself (TUF 1.0.34, 5.3).
import { checkExpiry } from '../../domain/trust/tuf/check-listed.ts';
import { checkNextRoot, maxRootSteps } from '../../domain/trust/tuf/check-root.ts';
import { maxFileBytes } from '../../domain/trust/tuf/metadata.ts';
import { countSigners, hold } from './held.ts';
import { type Refusal, refuse } from './refusal.ts';
import { keepBacked, type Session, timeOf } from './session.ts';

/**
 * Null when the newest root is trusted and alive. A step is saved as soon as it is right, so that nothing is walked
 * twice: a device that is further behind than one walk goes goes on with its next refresh.
 */
export async function walkRoots(session: Session): Promise<Refusal | null> {
  const { parts, fetch } = session;
  const before = session.trusted.root;
  for (let steps = 0; ; steps += 1) {
    const fetched = await fetch(`${session.trusted.root.role.version + 1}.root.json`, maxFileBytes.root);
    if (fetched.kind === 'failed') return refuse('root', fetched.why);
    if (fetched.kind === 'absent') break;
    if (steps === maxRootSteps) return refuse('root', 'too-many-root-steps');
    const refusal = await takeRoot(session, fetched.bytes);
    if (refusal !== null) return refusal;
  }
  if (session.trusted.root !== before) session.trusted = await keepBacked(session.trusted, parts);
  return checkRootAlive(session);
}

export function checkRootAlive(session: Session): Refusal | null {
  const expired = checkExpiry(session.trusted.root.role, timeOf(session));
  return expired === null ? null : refuse('root', expired);
}

async function takeRoot(session: Session, bytes: Uint8Array): Promise<Refusal | null> {
  const { reading, hasher, verify, store } = session.parts;
  const read = hold('root', bytes, { parse: reading.parseRootFile, hasher });
  if (!read.ok) return read;
  const { held } = read;
  const trusted = session.trusted.root.role;
  const check = checkNextRoot({
    trusted,
    next: held.role,
    byTrusted: await countSigners(held.envelope, trusted.roles.root, verify),
    byItself: await countSigners(held.envelope, held.role.roles.root, verify),
  });
  if (!check.ok) return refuse('root', check.refusal);
  await store.save('root', bytes);
  session.trusted = { ...session.trusted, root: held };
  return null;
}
