// Decides whether a signed release statement may seal a build.
import type { SigningKey } from '../catalog/product.ts';
import { fromHex } from '../trust/hex.ts';
import { deriveTrustedKey, type TrustedKey } from '../trust/key.ts';
import { checkSignatures, type SignatureClaim } from '../trust/verify.ts';
import type { Build } from './build.ts';
import { compareRelease, type FieldDifference } from './differences.ts';
import type { ReleaseStatement } from './release-statement.ts';
import type { Signed } from './signed.ts';

/** A release statement as received: what it says, the bytes that the signatures cover, and the whole as it is kept. */
export type SignedRelease = {
  readonly signed: Signed<ReleaseStatement>;
  readonly payloadBytes: Uint8Array;
  readonly signatures: readonly SignatureClaim[];
  /** The envelope in canonical JSON. */
  readonly envelope: string;
};

/** One signature of a key in force is enough until a root says otherwise (signing.md). */
const threshold = 1;

export type SealRefusal =
  | 'sealed-never-changes'
  | 'artifact-not-stored'
  | 'no-signing-key'
  | 'signature-not-accepted'
  | 'statement-expired'
  | 'statement-differs';

export type SealCheck =
  | { readonly ok: true; readonly isSealedAlready: boolean }
  | { readonly ok: false; readonly refusal: SealRefusal; readonly differences: readonly FieldDifference[] };

export function checkSeal(build: Build, release: SignedRelease, keys: readonly SigningKey[], nowMs: number): SealCheck {
  if (build.state === 'sealed') {
    return build.release === release.envelope ? { ok: true, isSealedAlready: true } : refuse('sealed-never-changes');
  }
  if (build.artifact.verifiedMs === null) return refuse('artifact-not-stored');
  const { payloadBytes, signatures } = release;
  const inForce = deriveKeysInForce(keys);
  if (inForce.length === 0) return refuse('no-signing-key');
  const signers = checkSignatures({ payloadBytes, signatures, keys: inForce, threshold });
  if (!signers.ok) return refuse('signature-not-accepted');
  if (nowMs >= release.signed.expiresMs) return refuse('statement-expired');
  const differences = compareRelease(build, release.signed.statement);
  return differences.length === 0 ? { ok: true, isSealedAlready: false } : refuse('statement-differs', differences);
}

function refuse(refusal: SealRefusal, differences: readonly FieldDifference[] = []): SealCheck {
  return { ok: false, refusal, differences };
}

/** Ids are computed from the keys, so a row that was tampered with brings no key under another's id. */
const deriveKeysInForce = (keys: readonly SigningKey[]): TrustedKey[] =>
  keys
    .filter(({ revokedMs }) => revokedMs === null)
    .map(({ publicHex }) => deriveTrustedKey(fromHex(publicHex) ?? new Uint8Array()));
