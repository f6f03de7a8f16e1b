// Reads role files of any TUF repository: JSON in any formatting, signed over its OLPC canonical form.
import * as z from 'zod';
import type { Reading } from '../../src/device/trust/ports.ts';
import { ok, type Result, refuse } from '../../src/domain/result.ts';
import { fromHex } from '../../src/domain/trust/hex.ts';
import { maxFileBytes, type TopRole } from '../../src/domain/trust/tuf/metadata.ts';
import type { Envelope } from '../../src/wire/statement/envelope.ts';
import { parseStrictJson } from '../../src/wire/strict-json.ts';
import type { RoleFile } from '../../src/wire/trust/metadata.ts';
import { parseRoot } from '../../src/wire/trust/root.ts';
import { parseSnapshot } from '../../src/wire/trust/snapshot.ts';
import { parseTargets } from '../../src/wire/trust/targets.ts';
import { parseTimestamp } from '../../src/wire/trust/timestamp.ts';
import { parseWith } from '../../src/wire/zod-problems.ts';
import { hostKeys } from './host-keys.ts';
import { encodeOlpc } from './olpc-json.ts';

export const hostReading: Reading = {
  parseRootFile: (bytes) => parseFile(bytes, 'root', (signed) => parseRoot(signed, hostKeys)),
  parseTimestampFile: (bytes) => parseFile(bytes, 'timestamp', parseTimestamp),
  parseSnapshotFile: (bytes) => parseFile(bytes, 'snapshot', parseSnapshot),
  parseTargetsFile: (bytes) => parseFile(bytes, 'targets', (signed) => parseTargets(signed, hostKeys)),
};

/** A signature may be any text: one that cannot be read does not count, and does not spoil those that do. */
const envelopeSchema = z.object({
  signatures: z.array(z.object({ keyid: z.string().max(128), sig: z.string() })),
  signed: z.unknown(),
});

function parseFile<R>(bytes: Uint8Array, role: TopRole, parse: (signed: unknown) => Result<R>): Result<RoleFile<R>> {
  if (bytes.length > maxFileBytes[role]) {
    return refuse({ where: '$', what: `is ${bytes.length} bytes long`, fix: `Keep it to ${maxFileBytes[role]}.` });
  }
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return envelope;
  const read = parse(envelope.value.signed);
  return read.ok ? ok({ envelope: envelope.value, role: read.value }) : read;
}

function parseEnvelope(bytes: Uint8Array): Result<Envelope> {
  const json = parseStrictJson(bytes);
  if (!json.ok) return json;
  const parsed = parseWith(envelopeSchema, json.value);
  if (!parsed.ok) return parsed;
  const { signatures, signed } = parsed.value;
  if (new Set(signatures.map(({ keyid }) => keyid)).size < signatures.length) {
    return refuse({ where: '$.signatures', what: 'lists a key id twice', fix: 'List each signer once.' });
  }
  const payloadBytes = encodeOlpc(signed);
  if (payloadBytes === null) {
    return refuse({ where: '$.signed', what: 'holds a fraction', fix: 'Write integers below 2^53.' });
  }
  const claims = signatures.map(({ keyid, sig }) => ({ keyId: keyid, signature: fromHex(sig) ?? new Uint8Array() }));
  return ok({ payloadBytes, signed, signatures: claims });
}
