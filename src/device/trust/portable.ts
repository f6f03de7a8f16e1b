// What a device uses that has nothing but tweetnacl: canonical ed25519 metadata, verified portably.
import nacl from 'tweetnacl';
import { parseRootFile, parseSnapshotFile, parseTargetsFile, parseTimestampFile } from '../../wire/trust/metadata.ts';
import type { Reading, Verify } from './ports.ts';

export const ourReading: Reading = { parseRootFile, parseTimestampFile, parseSnapshotFile, parseTargetsFile };

export const verifyPortably: Verify = (payload, signature, key) =>
  key.scheme === undefined && nacl.sign.detached.verify(payload, signature, key.publicKey);

/** The life of our timestamps (signing.md). */
export const ourTimestampLifeMs = 86_400_000;
