// Says whether enough of the right people signed these bytes; the one place that judges signatures for edge, CLI and device.
import { hexOf } from '../bytes.ts';
import type { RoleKey, TrustedKey } from './key.ts';
import { checkPublicKey, checkSignatureShape } from './precheck.ts';

/** One entry of an envelope. The id is only a claim: it picks a key that the delegator listed, never brings one. */
export type SignatureClaim = { readonly keyId: string; readonly signature: Uint8Array };

/** A signature that passed the precheck, with the delegator's key it claims. */
export type Candidate<K extends RoleKey = TrustedKey> = { readonly key: K; readonly signature: Uint8Array };

export type SignersCheck =
  | { readonly ok: true; readonly signers: readonly RoleKey[] }
  | { readonly ok: false; readonly refusal: 'threshold-not-sane' | 'too-few-signatures'; readonly counted: number };

/** 10,000 signatures once kept clients busy for minutes (GHSA-2828-9vh6-9m6j). */
export const maxSignaturesLookedAt = 16;

/** What is left to verify, by whatever verifies: at most 16 pairs. */
export function deriveCandidates<K extends RoleKey>(
  signatures: readonly SignatureClaim[],
  keys: readonly K[],
): Candidate<K>[] {
  const byId = new Map<string, K>(keys.filter(isUsable).map((key) => [key.keyId, key]));
  return signatures.slice(0, maxSignaturesLookedAt).flatMap(({ keyId, signature }) => {
    const key = byId.get(keyId);
    return key !== undefined && isWorthVerifying(key, signature) ? [{ key, signature }] : [];
  });
}

/**
 * Counts people, not ids: two ids of one public key, or one signature twice, are one signer (GHSA-3633-5h82-39pq).
 * `signers` are the keys whose signatures held; one that is not among `keys` does not count.
 */
export function checkSigners(question: {
  readonly signers: readonly RoleKey[];
  readonly keys: readonly RoleKey[];
  readonly threshold: number;
}): SignersCheck {
  const available = deriveDistinctKeys(question.keys.filter(isUsable));
  const signers = [...deriveDistinctKeys(question.signers)].flatMap(([spelling, key]) =>
    available.has(spelling) ? [key] : [],
  );
  const { threshold } = question;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > available.size) {
    return { ok: false, refusal: 'threshold-not-sane', counted: signers.length };
  }
  if (signers.length < threshold) return { ok: false, refusal: 'too-few-signatures', counted: signers.length };
  return { ok: true, signers };
}

/** A foreign key was read by the host's platform, which knows its curves and moduli; ours are judged here. */
const isUsable = (key: RoleKey): boolean => key.scheme !== undefined || checkPublicKey(key.publicKey) === null;

/** As long as a signature of RSA with 8,192 bits, the longest key that platforms read. */
const maxForeignSignatureBytes = 1_024;

const isWorthVerifying = (key: RoleKey, signature: Uint8Array): boolean =>
  key.scheme === undefined
    ? checkSignatureShape(signature) === null
    : signature.length > 0 && signature.length <= maxForeignSignatureBytes;

const deriveDistinctKeys = (keys: readonly RoleKey[]): Map<string, RoleKey> =>
  new Map(keys.map((key) => [hexOf(key.publicKey), key]));
