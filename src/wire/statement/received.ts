// Reads signed ceilings and permits as requests bring them: the envelope, what it says, and its one spelling.
import type { CeilingStatement } from '../../domain/build/ceiling-statement.ts';
import type { PermitStatement } from '../../domain/build/permit-statement.ts';
import type { Signed } from '../../domain/build/signed.ts';
import { hexOf } from '../../domain/bytes.ts';
import { ok, type Result } from '../../domain/result.ts';
import type { ReceivedStatement } from '../../domain/trust/received-statement.ts';
import { parseCeilingStatement } from './ceiling.ts';
import { type Envelope, encodeEnvelope, parseEnvelope } from './envelope.ts';
import { parsePermitStatement } from './permit.ts';

/** Says what the statement says, not who signed it. */
export const parseReceivedCeiling = (source: unknown): Result<ReceivedStatement<CeilingStatement>> =>
  parseReceived(source, parseCeilingStatement);

export const parseReceivedPermit = (source: unknown): Result<ReceivedStatement<PermitStatement>> =>
  parseReceived(source, parsePermitStatement);

function parseReceived<S>(
  source: unknown,
  parseStatement: (envelope: Envelope) => Result<Signed<S>>,
): Result<ReceivedStatement<S>> {
  const envelope = parseEnvelope(source);
  if (!envelope.ok) return envelope;
  const signed = parseStatement(envelope.value);
  if (!signed.ok) return signed;
  const { payloadBytes, signatures } = envelope.value;
  const spelled = signatures.map(({ keyId, signature }) => ({ keyid: keyId, sig: hexOf(signature) }));
  return ok({ signed: signed.value, payloadBytes, signatures, envelope: encodeEnvelope(payloadBytes, spelled) });
}
