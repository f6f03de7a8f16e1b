// The role files of our repository as a publisher reads and writes them: stricter than a client, since what it takes is for ever.
import { hexOf } from '../../domain/bytes.ts';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { ContentOf, SignedFile } from '../../domain/trust/repository/signed-file.ts';
import type { SignatureClaim } from '../../domain/trust/verify.ts';
import { encodeEnvelope } from '../statement/envelope.ts';
import { parseRootFile, parseSnapshotFile, parseTargetsFile, parseTimestampFile, type RoleFile } from './metadata.ts';
import { encodeRootPayload } from './root.ts';
import { encodeSnapshotPayload } from './snapshot.ts';
import { encodeTargetsPayload } from './targets.ts';
import { encodeTimestampPayload } from './timestamp.ts';

type Form<C> = {
  parse(bytes: Uint8Array): Result<RoleFile<C>>;
  encode(content: C): Result<Uint8Array>;
};

const forms: { readonly [T in keyof ContentOf]: Form<ContentOf[T]> } = {
  root: { parse: parseRootFile, encode: encodeRootPayload },
  targets: { parse: parseTargetsFile, encode: encodeTargetsPayload },
  snapshot: { parse: parseSnapshotFile, encode: encodeSnapshotPayload },
  timestamp: { parse: parseTimestampFile, encode: encodeTimestampPayload },
};

/**
 * Clients ignore fields that they do not know; here a file may hold nothing but what we read in it, so that nobody
 * signs, and no client of tomorrow obeys, what no approver was shown.
 */
export function parseRepositoryFile<T extends keyof ContentOf>(
  type: T,
  bytes: Uint8Array,
): Result<SignedFile<ContentOf[T]>> {
  const form: Form<ContentOf[T]> = forms[type];
  const file = form.parse(bytes);
  if (!file.ok) return file;
  const { envelope, role: content } = file.value;
  const respelled = form.encode(content);
  if (!respelled.ok) return respelled;
  const { payloadBytes, signatures } = envelope;
  if (hexOf(respelled.value) === hexOf(payloadBytes)) return ok({ content, payloadBytes, signatures, bytes });
  const fix = 'Leave out every field that this service does not know.';
  return refuse({ where: 'signed', what: 'holds more than its role says, or spells it otherwise', fix });
}

/** The file as it is kept and served. Signatures stand in the order of their key ids, whoever signed first. */
export function encodeRepositoryFile(payloadBytes: Uint8Array, signatures: readonly SignatureClaim[]): Uint8Array {
  const spelled = signatures
    .map(({ keyId, signature }) => ({ keyid: keyId, sig: hexOf(signature) }))
    .sort((one, other) => (one.keyid < other.keyid ? -1 : 1));
  return new TextEncoder().encode(encodeEnvelope(payloadBytes, spelled));
}
