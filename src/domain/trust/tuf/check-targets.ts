// Says whether a targets file, the top one or a delegated one, may be used (TUF 1.0.34, 5.6).
import type { SignersCheck } from '../verify.ts';
import { checkExpiry, checkListedBytes, checkListedVersion, type Measured } from './check-listed.ts';
import type { FileMeta, Targets } from './metadata.ts';
import { checkInOrder, type MetadataCheck, refusalOf } from './refusal.ts';

/**
 * `listed` is what the trusted snapshot says, which keeps versions from going back. `signers` are counted among the keys
 * of the delegator on this very way: what another delegator accepted is no reason.
 */
export function checkTargets(question: {
  readonly next: Targets;
  readonly listed: FileMeta;
  readonly measured: Measured;
  readonly signers: SignersCheck;
  readonly nowMs: number;
}): MetadataCheck {
  const { next, listed, measured, signers, nowMs } = question;
  return checkInOrder(
    () => checkListedBytes(listed, measured),
    () => refusalOf(signers),
    () => checkListedVersion(listed, next),
    () => checkExpiry(next, nowMs),
  );
}
