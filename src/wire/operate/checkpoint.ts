// The signed checkpoint of the audit on the wire: an envelope as TUF has it, around a payload of a type of its own.
import * as z from 'zod';
import type { AuditCheckpoint } from '../../domain/audit/checkpoint.ts';
import { ok, type Result } from '../../domain/result.ts';
import { encodeCanonical } from '../canonical-json.ts';
import { type Envelope, parseEnvelope } from '../statement/envelope.ts';
import { epochMs, hexDigest, naturalInteger } from '../statement/fields.ts';
import { parseWith } from '../zod-problems.ts';

const payload = z.strictObject({
  _type: z.literal('audit-checkpoint'),
  seq: naturalInteger,
  hash: hexDigest(512),
  at_ms: epochMs,
});

export const signedCheckpoint = z
  .object({
    signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })),
    signed: payload,
  })
  .meta({
    id: 'AuditCheckpoint',
    description:
      'Signed by the snapshot key of the repository over the canonical JSON of `signed`: `seq` is the newest entry, ' +
      '`hash` its hash (128 zeros for an empty chain).',
  });

/** The bytes that the service signs. */
export const encodeCheckpointPayload = ({ seq, hash, atMs }: AuditCheckpoint): Result<Uint8Array> =>
  encodeCanonical({ _type: 'audit-checkpoint', seq, hash, at_ms: atMs });

/** Says what it says, not who signed it. */
export function parseCheckpoint(
  source: unknown,
): Result<{ readonly checkpoint: AuditCheckpoint; readonly envelope: Envelope }> {
  const envelope = parseEnvelope(source);
  if (!envelope.ok) return envelope;
  const read = parseWith(payload, envelope.value.signed, 'signed');
  if (!read.ok) return read;
  const { seq, hash, at_ms: atMs } = read.value;
  return ok({ checkpoint: { seq, hash, atMs }, envelope: envelope.value });
}
