// The closed words for why a client refused a file of a repository: each names one rule.
import type { SignersCheck } from '../verify.ts';

export type MetadataRefusal =
  /** Not readable as this role at all; another role's file is that too. */
  | 'malformed'
  | 'threshold-not-sane'
  | 'too-few-signatures'
  /** A root must be exactly one higher than the one before it. */
  | 'version-not-next'
  | 'version-too-low'
  /** What the file lists of another is lower than what was listed before. */
  | 'listed-version-too-low'
  | 'role-vanished'
  | 'version-not-as-listed'
  | 'length-not-as-listed'
  | 'hash-not-as-listed'
  | 'not-in-snapshot'
  | 'expired';

export type MetadataCheck = { readonly ok: true } | Refused;
export type Refused = { readonly ok: false; readonly refusal: MetadataRefusal };

export const allowed: MetadataCheck = { ok: true };
export const refuse = (refusal: MetadataRefusal): Refused => ({ ok: false, refusal });

/** The first of some checks that refuses; they stand in the order of the specification. */
export const checkInOrder = (...checks: readonly (() => MetadataRefusal | null)[]): MetadataCheck => {
  for (const check of checks) {
    const refusal = check();
    if (refusal !== null) return refuse(refusal);
  }
  return allowed;
};

export const refusalOf = (signers: SignersCheck): MetadataRefusal | null => (signers.ok ? null : signers.refusal);
