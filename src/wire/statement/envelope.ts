// The TUF envelope: a signed payload and the signatures over its canonical bytes.
import * as z from 'zod';
import { ok, type Result, refuse } from '../../domain/result.ts';
import { fromHex } from '../../domain/trust/hex.ts';
import { maxSignaturesLookedAt, type SignatureClaim } from '../../domain/trust/verify.ts';
import { encodeCanonical, maxPayloadBytes, parseCanonical } from '../canonical-json.ts';
import { parseWith } from '../zod-problems.ts';

/** `payloadBytes` is what the signatures cover; `signed` is what those very bytes say. */
export type Envelope = {
  readonly payloadBytes: Uint8Array;
  readonly signed: unknown;
  readonly signatures: readonly SignatureClaim[];
};

/** One signature as TUF writes it, both in lower-case hex. */
export type WireSignature = { readonly keyid: string; readonly sig: string };

const envelopeSchema = z.strictObject({
  // Hex of any even length passes here: the precheck, not the parser, says which signatures count.
  signatures: z
    .array(
      z.strictObject({ keyid: z.string().regex(/^[0-9a-f]{64}$/), sig: z.string().regex(/^([0-9a-f]{2}){1,512}$/) }),
    )
    .max(maxSignaturesLookedAt),
  signed: z.unknown(),
});

/** Room for 16 signatures of the longest spelling the schema takes. */
const maxSignaturesBytes = maxSignaturesLookedAt * 1_200;

/**
 * Reads an envelope: bytes or text must be canonical as a whole, so what is verified is what was received; a value that
 * a JSON parser already made is spelled canonically again, and only that value is used from there on.
 * `maxBytes` bounds the payload.
 */
export function parseEnvelope(source: unknown, maxBytes = maxPayloadBytes): Result<Envelope> {
  const value = readSource(source, maxBytes + maxSignaturesBytes);
  if (!value.ok) return value;
  const parsed = parseWith(envelopeSchema, value.value);
  if (!parsed.ok) return parsed;
  const payload = encodeCanonical(parsed.value.signed);
  if (!payload.ok) return payload;
  if (payload.value.length > maxBytes) {
    return refuse({
      where: '$.signed',
      what: `is ${payload.value.length} bytes long`,
      fix: `Keep it to ${maxBytes} bytes.`,
    });
  }
  const { signed, signatures } = parsed.value;
  if (new Set(signatures.map(({ keyid }) => keyid)).size < signatures.length) {
    return refuse({ where: '$.signatures', what: 'lists a key id twice', fix: 'List each signer once.' });
  }
  return ok({ payloadBytes: payload.value, signed, signatures: signatures.map(readSignature) });
}

/** The envelope as canonical text; `payload` is canonical already, so its bytes stand in it as they were signed. */
export function encodeEnvelope(payload: Uint8Array, signatures: readonly WireSignature[]): string {
  const entries = signatures.map(({ keyid, sig }) => `{"keyid":"${keyid}","sig":"${sig}"}`);
  return `{"signatures":[${entries.join(',')}],"signed":${new TextDecoder().decode(payload)}}`;
}

function readSource(source: unknown, maxBytes: number): Result<unknown> {
  if (typeof source === 'string') return parseCanonical(new TextEncoder().encode(source), maxBytes);
  return source instanceof Uint8Array ? parseCanonical(source, maxBytes) : ok(source);
}

const readSignature = ({ keyid, sig }: WireSignature): SignatureClaim => ({
  keyId: keyid,
  signature: fromHex(sig) ?? new Uint8Array(),
});
