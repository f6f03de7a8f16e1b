// One refresh under way: what is trusted so far, the mirror that is asked, and the one time that everything is judged by.
import { deriveTimeFloor } from '../../domain/trust/tuf/check-timestamp.ts';
import type { FileMeta, Root, Snapshot, Targets, Timestamp } from '../../domain/trust/tuf/metadata.ts';
import { maxFileBytes } from '../../domain/trust/tuf/metadata.ts';
import { countSigners, type Held, hold } from './held.ts';
import type { FetchFile, TrustParts } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';

/** All of it is backed by the keys of the present root. Expiry is judged when it is used. */
export type Trusted = {
  readonly root: Held<Root>;
  readonly timestamp: Held<Timestamp> | null;
  readonly snapshot: Held<Snapshot> | null;
  readonly targets: Held<Targets> | null;
};

/** `trusted` is replaced as a whole, after the store has the bytes, and by nothing that was refused. */
export type Session = {
  readonly parts: TrustParts;
  readonly fetch: FetchFile;
  readonly clockMs: number;
  trusted: Trusted;
};

/** The later of the device's clock and the newest verified timestamp, which no clock of 1970 can undercut (signing.md). */
export function timeOf({ clockMs, parts, trusted: { timestamp } }: Session): number {
  if (timestamp === null || parts.timestampLifeMs === null) return clockMs;
  return Math.max(clockMs, deriveTimeFloor(timestamp.role, parts.timestampLifeMs));
}

/** What the trusted files of an earlier refresh still say under the root that was trusted last. */
export async function loadTrusted(
  parts: TrustParts,
): Promise<{ readonly ok: true; readonly trusted: Trusted } | Refusal> {
  const { store, reading, hasher, verify } = parts;
  const bytes = await store.load('root');
  if (bytes === null) return refuse('root', 'no-trusted-root');
  const root = hold('root', bytes, { parse: reading.parseRootFile, hasher });
  if (!root.ok) return root;
  const signers = await countSigners(root.held.envelope, root.held.role.roles.root, verify);
  if (!signers.ok) return refuse('root', signers.refusal);
  const loaded = {
    root: root.held,
    timestamp: await loadHeld('timestamp', reading.parseTimestampFile, parts),
    snapshot: await loadHeld('snapshot', reading.parseSnapshotFile, parts),
    targets: await loadHeld('targets', reading.parseTargetsFile, parts),
  };
  return { ok: true, trusted: await keepBacked(loaded, parts) };
}

async function loadHeld<R>(
  name: string,
  parse: Parameters<typeof hold<R>>[2]['parse'],
  { store, hasher }: TrustParts,
): Promise<Held<R> | null> {
  const bytes = await store.load(name);
  if (bytes === null) return null;
  const read = hold(name, bytes, { parse, hasher });
  return read.ok ? read.held : null;
}

/**
 * Drops what the present root no longer stands behind. So rotating a stolen key also undoes the inflated versions that
 * its thief signed, and the honest lower ones are taken again (TUF 1.0.34, 5.3.11).
 */
export async function keepBacked(trusted: Trusted, { verify }: TrustParts): Promise<Trusted> {
  const { roles } = trusted.root.role;
  const keep = async <R>(held: Held<R> | null, name: 'timestamp' | 'snapshot' | 'targets') =>
    held !== null && (await countSigners(held.envelope, roles[name], verify)).ok ? held : null;
  return {
    root: trusted.root,
    timestamp: await keep(trusted.timestamp, 'timestamp'),
    snapshot: await keep(trusted.snapshot, 'snapshot'),
    targets: await keep(trusted.targets, 'targets'),
  };
}

/** Fetches what a signed file lists; its length is the cap where it is listed. */
export async function fetchListed(
  { fetch, trusted }: Session,
  role: string,
  { listed, kind }: { listed: FileMeta; kind: 'snapshot' | 'targets' },
): Promise<{ readonly ok: true; readonly bytes: Uint8Array } | Refusal> {
  const file = `${encodeURIComponent(role)}.json`;
  const name = trusted.root.role.consistentSnapshot ? `${listed.version}.${file}` : file;
  const fetched = await fetch(name, Math.min(listed.lengthBytes ?? maxFileBytes[kind], maxFileBytes[kind]));
  if (fetched.kind === 'found') return { ok: true, bytes: fetched.bytes };
  return refuse(role, fetched.kind === 'absent' ? 'absent' : fetched.why);
}
