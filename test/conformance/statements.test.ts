// Replays the published vectors, and keeps the published file equal to what the house would publish today.
import { createHash, createPublicKey, verify as nodeVerify, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import nacl from 'tweetnacl';
import { describe, expect, test } from 'vitest';
import type { Signed } from '../../src/domain/build/signed.ts';
import { derivePlaces } from '../../src/domain/rollout/permutation.ts';
import { checkCeiling } from '../../src/domain/trust/check-ceiling.ts';
import { checkRelease, type DeviceState } from '../../src/domain/trust/check-release.ts';
import { fromHex } from '../../src/domain/trust/hex.ts';
import { checkPublicKey, checkSignatureShape } from '../../src/domain/trust/precheck.ts';
import { encodeCanonical, parseCanonical } from '../../src/wire/canonical-json.ts';
import { ceilingForm } from '../../src/wire/statement/ceiling.ts';
import { parseEnvelope } from '../../src/wire/statement/envelope.ts';
import { permitForm } from '../../src/wire/statement/permit.ts';
import { releaseForm } from '../../src/wire/statement/release.ts';
import type { StatementForm } from '../../src/wire/statement/target.ts';
import { parseTufKey } from '../../src/wire/tuf-key.ts';
import { checkSignatures } from '../harness/check-signatures.ts';
import { parseRole } from '../harness/one-target-role.ts';
import { expectValue } from '../samples/statements.ts';
import { statementVectors } from './statement-cases.ts';

type Decision = {
  name: string;
  verdict: string;
  trust: { keys: Record<string, unknown>; threshold: number };
  release: string;
  ceiling: string | null;
  permit: string | null;
  device: DeviceState;
  cohorts: string[];
  bucket: number;
  seenSeq: number;
  stopSeq: number;
  nowMs: number;
};
type Vectors = {
  keyids: { keyid: string; key: unknown }[];
  keys: { public: string; refusal: string | null }[];
  signatures: { name: string; public: string; message: string; signature: string; accept: boolean }[];
  canonical: { text: string; canonical: boolean }[];
  decisions: Decision[];
};

const file = new URL('./vectors/statements.json', import.meta.url);
const loadVectors = (): Vectors => JSON.parse(readFileSync(file, 'utf8'));
const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();

test('the published file is up to date (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(statementVectors, null, 2)}\n`).toMatchFileSnapshot('./vectors/statements.json');
});

test.each(loadVectors().keyids)('key id $keyid', ({ keyid, key }) => {
  expect(expectValue(parseTufKey(key)).keyId).toBe(keyid);
});

test.each(loadVectors().keys)('key $public: $refusal', ({ public: hex, refusal }) => {
  expect(checkPublicKey(bytes(hex))).toBe(refusal);
});

test.each(loadVectors().canonical)('canonical $text: $canonical', ({ text, canonical }) => {
  expect(parseCanonical(new TextEncoder().encode(text)).ok).toBe(canonical);
});

describe('signatures: tweetnacl, Node and WebCrypto give the same verdict after the precheck', () => {
  const libraries: Record<
    string,
    (message: Uint8Array, signature: Uint8Array, key: Uint8Array) => boolean | Promise<boolean>
  > = {
    tweetnacl: nacl.sign.detached.verify,
    node: (message, signature, key) => {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') };
      return nodeVerify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
    },
    webcrypto: async (message, signature, raw) => {
      const key = await webcrypto.subtle.importKey('raw', raw, 'Ed25519', true, ['verify']);
      return webcrypto.subtle.verify('Ed25519', key, signature, message);
    },
  };
  describe.each(Object.keys(libraries))('%s', (library) => {
    test.each(loadVectors().signatures)('$name: $accept', async ({ public: key, message, signature, accept }) => {
      const isUsable = checkPublicKey(bytes(key)) === null && checkSignatureShape(bytes(signature)) === null;
      expect(isUsable && (await libraries[library]?.(bytes(message), bytes(signature), bytes(key)))).toBe(accept);
    });
  });
});

describe('decisions', () => {
  test.each(loadVectors().decisions)('$name: $verdict', (decision) => {
    expect(decide(decision)).toBe(decision.verdict);
  });
});

/** The order of a device: signatures, then form, then the release's rules, then the ceiling's. */
function decide(decision: Decision): string {
  const signed = readStatement(decision, decision.release, releaseForm);
  if (typeof signed === 'string') return signed;
  const release = { ...signed, releaseSha256: digestOf(decision.release) };
  const permit = decision.permit === null ? null : readStatement(decision, decision.permit, permitForm);
  if (typeof permit === 'string') return permit;
  const { device, nowMs } = decision;
  const check = checkRelease({ release, device, permit, nowMs });
  if (!check.ok) return check.refusal;
  if (decision.ceiling === null) return permit === null ? 'no-ceiling' : 'install';
  const ceiling = readStatement(decision, decision.ceiling, ceilingForm);
  if (typeof ceiling === 'string') return ceiling;
  const place = derivePlaces(ceiling.statement.salt)[decision.bucket] ?? Number.POSITIVE_INFINITY;
  const { cohorts, seenSeq, stopSeq } = decision;
  const attributes = { ...device, region: null, locale: null };
  const ceilingCheck = checkCeiling({
    ceiling,
    release,
    cohorts,
    attributes,
    place,
    seenSeq,
    stopSeq,
    nowMs,
    clockMs: nowMs,
  });
  return ceilingCheck.ok ? 'install' : ceilingCheck.refusal;
}

/** Of the target as it stands in the file. */
function digestOf(text: string): string {
  const { targets } = JSON.parse(text).signed as { targets: Record<string, unknown> };
  return createHash('sha256')
    .update(expectValue(encodeCanonical(Object.values(targets)[0])))
    .digest('hex');
}

function readStatement<T>({ trust }: Decision, text: string, form: StatementForm<T>): Signed<T> | string {
  const envelope = parseEnvelope(text);
  if (!envelope.ok) return 'malformed';
  const { payloadBytes, signatures } = envelope.value;
  const keys = Object.values(trust.keys).map((key) => expectValue(parseTufKey(key)));
  const check = checkSignatures({ payloadBytes, signatures, keys, threshold: trust.threshold });
  if (!check.ok) return check.refusal;
  const parsed = parseRole(form, envelope.value.signed);
  return parsed.ok ? parsed.value : 'malformed';
}
