// Reads the signed release statement that seals a build.
import type { SignedRelease } from '../../domain/build/check-seal.ts';
import { hexOf } from '../../domain/bytes.ts';
import { ok, type Result } from '../../domain/result.ts';
import { encodeEnvelope, parseEnvelope } from '../statement/envelope.ts';
import { parseReleaseStatement } from '../statement/release.ts';

/** Says what the statement says, not who signed it. */
export function parseSignedRelease(source: unknown): Result<SignedRelease> {
  const envelope = parseEnvelope(source);
  if (!envelope.ok) return envelope;
  const signed = parseReleaseStatement(envelope.value);
  if (!signed.ok) return signed;
  const { payloadBytes, signatures } = envelope.value;
  const spelled = signatures.map(({ keyId, signature }) => ({ keyid: keyId, sig: hexOf(signature) }));
  return ok({ signed: signed.value, payloadBytes, signatures, envelope: encodeEnvelope(payloadBytes, spelled) });
}
