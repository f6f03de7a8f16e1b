// Keys and statements for tests: fixed, so that a signature is the same bytes on every machine.
import nacl from 'tweetnacl';
import type { CeilingStatement } from '../../src/domain/build/ceiling-statement.ts';
import { isReleaseId, type ReleaseId } from '../../src/domain/build/names.ts';
import type { PermitStatement } from '../../src/domain/build/permit-statement.ts';
import type { ReleaseStatement } from '../../src/domain/build/release-statement.ts';
import { hexOf } from '../../src/domain/bytes.ts';
import type { Result } from '../../src/domain/result.ts';
import type { DeviceState } from '../../src/domain/trust/check-release.ts';
import { deriveTrustedKey, type TrustedKey } from '../../src/domain/trust/key.ts';
import { encodeEnvelope } from '../../src/wire/statement/envelope.ts';
import { encodeReleaseDigest } from '../../src/wire/trust/release-digest.ts';

export type SampleKey = TrustedKey & { sign(payload: Uint8Array): { keyid: string; sig: string } };

/** The key pair of the seed that repeats one byte. */
export function sampleKey(seedByte: number): SampleKey {
  const pair = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(seedByte));
  const key = deriveTrustedKey(pair.publicKey);
  return {
    ...key,
    sign: (payload) => ({ keyid: key.keyId, sig: hexOf(nacl.sign.detached(payload, pair.secretKey)) }),
  };
}

export function sampleReleaseId(text: string): ReleaseId {
  if (!isReleaseId(text)) throw new Error(`${text} is no release id`);
  return text;
}

/** The value of a result, or a throw that shows the problems. */
export function expectValue<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

/** Friday 2026-11-27 17:00 in Shanghai. */
export const nowMs = 1_795_770_000_000;
export const dayMs = 86_400_000;
export const head = { version: 1, expiresMs: nowMs + 30 * dayMs };

const digest = (digit: string): string => digit.repeat(64);

export const release: ReleaseStatement = {
  kind: 'release',
  releaseId: sampleReleaseId('nova-42'),
  product: 'nova',
  channel: 'stable',
  version: '1.4.0',
  vendorVersion: 'V14.0.3.0.TKACNXM',
  counter: 42,
  securityFloor: 40,
  models: ['nova-a1', 'SM-G991B'],
  accepts: '>=1.2.0 <1.4.0',
  image: { fileName: 'nova-1.4.0.img', lengthBytes: 52_428_800, sha256: digest('a'), sha512: 'ab'.repeat(64) },
  chunkSizeBytes: 4_194_304,
  chunkRoot: digest('c'),
};

export const ceiling: CeilingStatement = {
  kind: 'ceiling',
  product: 'nova',
  rolloutKey: 'nova-42-1',
  releaseId: release.releaseId,
  imageSha256: release.image.sha256,
  releaseSha256: encodeReleaseDigest(release),
  salt: '0123456789abcdef0123456789abcdef',
  stages: [
    { name: 'testers', cohort: 'testers', permille: 1000, notBeforeMs: nowMs - dayMs, gatesDigest: digest('1') },
    { name: 'first', cohort: 'everyone', permille: 10, notBeforeMs: nowMs, gatesDigest: digest('2') },
    { name: 'all', cohort: 'everyone', permille: 1000, notBeforeMs: nowMs + 2 * dayMs, gatesDigest: digest('3') },
  ],
  fallbackReleaseId: sampleReleaseId('nova-41'),
  notAfterMs: nowMs + 14 * dayMs,
  seq: 1,
  clearsStopSeq: 0,
};

export const permit: PermitStatement = {
  kind: 'permit',
  product: 'nova',
  permitNumber: 3,
  from: [{ releaseId: sampleReleaseId('nova-43'), imageSha256: digest('e') }],
  to: {
    releaseId: release.releaseId,
    imageSha256: release.image.sha256,
    releaseSha256: encodeReleaseDigest(release),
  },
  reason: 'crashes on SM-G991B',
  notAfterMs: nowMs + 7 * dayMs,
};

export const device: DeviceState = {
  product: 'nova',
  channel: 'stable',
  model: 'nova-a1',
  version: '1.3.0',
  imageSha256: digest('d'),
  counter: 41,
  securityFloor: 40,
};

/** An envelope of the payload under each of the keys. */
export function seal(payload: Result<Uint8Array>, ...keys: SampleKey[]): string {
  const bytes = expectValue(payload);
  return encodeEnvelope(
    bytes,
    keys.map((key) => key.sign(bytes)),
  );
}
