// Reads the role files of our own repositories: canonical, ed25519 only, bounded; envelope and role together.
import { ok, type Result, refuse } from '../../domain/result.ts';
import {
  maxFileBytes,
  type Root,
  type Snapshot,
  type Targets,
  type Timestamp,
  type TopRole,
} from '../../domain/trust/tuf/metadata.ts';
import { type Envelope, parseEnvelope } from '../statement/envelope.ts';
import { ourKeys } from './role-keys.ts';
import { parseRoot } from './root.ts';
import { parseSnapshot } from './snapshot.ts';
import { parseTargets } from './targets.ts';
import { parseTimestamp } from './timestamp.ts';

/** What a file says, and the bytes and signatures to judge it by. */
export type RoleFile<R> = { readonly envelope: Envelope; readonly role: R };

export const parseRootFile = (bytes: Uint8Array): Result<RoleFile<Root>> =>
  parseFile(bytes, 'root', (signed) => parseRoot(signed, ourKeys));

export const parseTimestampFile = (bytes: Uint8Array): Result<RoleFile<Timestamp>> =>
  parseFile(bytes, 'timestamp', parseTimestamp);

export const parseSnapshotFile = (bytes: Uint8Array): Result<RoleFile<Snapshot>> =>
  parseFile(bytes, 'snapshot', parseSnapshot);

/** Of the targets role and of every delegated role. */
export const parseTargetsFile = (bytes: Uint8Array): Result<RoleFile<Targets>> =>
  parseFile(bytes, 'targets', (signed) => parseTargets(signed, ourKeys));

/** Says what a file says, not who signed it: verify `envelope` before `role` is believed. */
function parseFile<R>(bytes: Uint8Array, role: TopRole, parse: (signed: unknown) => Result<R>): Result<RoleFile<R>> {
  const maxBytes = maxFileBytes[role];
  if (bytes.length > maxBytes) {
    return refuse({
      where: '$',
      what: `is ${bytes.length} bytes long`,
      fix: `Keep a ${role} file to ${maxBytes} bytes.`,
    });
  }
  const envelope = parseEnvelope(bytes, maxBytes);
  if (!envelope.ok) return envelope;
  const read = parse(envelope.value.signed);
  return read.ok ? ok({ envelope: envelope.value, role: read.value }) : read;
}
