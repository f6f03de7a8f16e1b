// Who signed a role file: every signature must be a good one of somebody who may sign it, and enough of them publish it.
import { hexOf } from '../../bytes.ts';
import type { KeyId, RoleKey, TrustedKey } from '../key.ts';
import { checkPublicKey } from '../precheck.ts';
import type { RoleKeys } from '../tuf/metadata.ts';
import { checkSigners, type SignatureClaim } from '../verify.ts';
import { type Check, passed, refuseFile } from './refusal.ts';

/** Our files hold ed25519 keys only: the parser refuses others, and nothing else is ever counted. */
export const deriveTrustedKeys = (keys: readonly RoleKey[]): TrustedKey[] =>
  keys.flatMap((key) => (key.scheme === undefined ? [key] : []));

export const hasKey = (keys: readonly RoleKey[], { publicKey }: RoleKey): boolean =>
  keys.some((key) => hexOf(key.publicKey) === hexOf(publicKey));

/**
 * All groups that must agree: a root needs the one before it and itself, every other file its delegator. `verified` are
 * the keys of any group whose signature was found good.
 */
export type Signing = {
  readonly quorums: readonly RoleKeys[];
  readonly verified: readonly TrustedKey[];
};

/** A signature of a stranger or a bad one is refused, not ignored: somebody meant something by it. */
export function checkClaims(claims: readonly SignatureClaim[], { quorums, verified }: Signing): Check {
  const known = new Set<string>(quorums.flatMap(({ keys }) => keys.map(({ keyId }) => keyId)));
  const good = new Set<string>(verified.map(({ keyId }) => keyId));
  const where = 'signatures';
  if (claims.length === 0) {
    return refuseFile('not-signed', { where, what: 'is empty', fix: 'Sign the file before you send it.' });
  }
  const stranger = claims.find(({ keyId }) => !known.has(keyId));
  if (stranger !== undefined) {
    const what = `holds one of the key ${stranger.keyId}, which may not sign this role`;
    return refuseFile('not-a-key-of-this-role', { where, what, fix: 'Sign with a key that the delegator lists.' });
  }
  const bad = claims.find(({ keyId }) => !good.has(keyId));
  if (bad === undefined) return passed;
  const what = `holds one of the key ${bad.keyId} that does not fit these bytes`;
  return refuseFile('signature-not-valid', { where, what, fix: 'Sign exactly the bytes that you send.' });
}

/** Distinct people that signed, and whether every quorum is met. */
export function deriveStanding({ quorums, verified }: Signing): {
  readonly isComplete: boolean;
  readonly signers: readonly KeyId[];
  /** Of the quorum that lacks most; what people are told. */
  readonly threshold: number;
} {
  const met = quorums.map(({ keys, threshold }) => {
    const trusted = deriveTrustedKeys(keys);
    const signers = verified.filter((key) => hasKey(trusted, key));
    return checkSigners({ signers, keys: trusted, threshold }).ok;
  });
  const isComplete = met.length > 0 && met.every((each) => each);
  const signers = [...new Map(verified.map((key) => [hexOf(key.publicKey), key.keyId])).values()];
  return { isComplete, signers, threshold: Math.max(0, ...quorums.map(({ threshold }) => threshold)) };
}

/** Thresholds and keys that a client would trip over are refused before anybody trusts them (properties 3 and 21). */
export function checkRoleKeys({ keys, threshold }: RoleKeys, where: string): Check {
  const unusable = keys.find((key) => key.scheme !== undefined || checkPublicKey(key.publicKey) !== null);
  if (unusable !== undefined) {
    const what = `lists ${unusable.keyId}, on which libraries disagree`;
    return refuseFile('key-not-usable', { where, what, fix: 'Make another key in its place.' });
  }
  const people = new Set(keys.map(({ publicKey }) => hexOf(publicKey))).size;
  if (Number.isInteger(threshold) && threshold >= 1 && threshold <= people) return passed;
  const what = `has the threshold ${threshold} with ${people} different keys`;
  return refuseFile('threshold-not-sane', { where, what, fix: 'Give a whole number from 1 to the number of keys.' });
}
