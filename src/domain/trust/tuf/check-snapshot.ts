// Says whether a snapshot may replace the trusted one (TUF 1.0.34, 5.5).
import type { SignersCheck } from '../verify.ts';
import { checkExpiry, checkListedBytes, checkListedVersion, type Measured } from './check-listed.ts';
import type { FileMeta, Snapshot } from './metadata.ts';
import { checkInOrder, type MetadataCheck, type MetadataRefusal, refusalOf } from './refusal.ts';

/** `listed` is what the trusted timestamp says; `trusted` as in checkTimestamp. */
export function checkSnapshot(question: {
  readonly trusted: Snapshot | null;
  readonly next: Snapshot;
  readonly listed: FileMeta;
  readonly measured: Measured;
  readonly signers: SignersCheck;
  readonly nowMs: number;
}): MetadataCheck {
  const { trusted, next, listed, measured, signers, nowMs } = question;
  return checkInOrder(
    () => checkListedBytes(listed, measured),
    () => refusalOf(signers),
    () => checkListedVersion(listed, next),
    () => (trusted === null ? null : checkNotBack(trusted, next)),
    () => checkExpiry(next, nowMs),
  );
}

/** Nothing gets a lower version, and what was listed once stays listed: a role that vanished could come back old. */
function checkNotBack(trusted: Snapshot, next: Snapshot): MetadataRefusal | null {
  if (next.version < trusted.version) return 'version-too-low';
  for (const [name, { version }] of trusted.meta) {
    const now = next.meta.get(name);
    if (now === undefined) return 'role-vanished';
    if (now.version < version) return 'listed-version-too-low';
  }
  return null;
}
