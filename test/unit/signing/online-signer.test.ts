// The keys of the service sign what is newest and nothing else, and configuration takes two of them or none.
import nacl from 'tweetnacl';
import { describe, expect, it } from 'vitest';
import { onlineSigner } from '../../../src/adapters/signing/online-signer.ts';
import { webCryptoVerifier } from '../../../src/adapters/system/signature-verifier.ts';
import { ConfigError, parseConfig } from '../../../src/config.ts';
import { fromHex } from '../../../src/domain/trust/hex.ts';
import { nextSnapshot, nextTimestamp } from '../../../src/domain/trust/repository/renewal.ts';
import { deriveFileMeta } from '../../../src/domain/trust/repository/signed-file.ts';
import { encodeSnapshotPayload } from '../../../src/wire/trust/snapshot.ts';
import { encodeTimestampPayload } from '../../../src/wire/trust/timestamp.ts';
import { expectValue, nowMs, sampleKey } from '../../samples/statements.ts';
import { fileOf, onlineSeeds, releaseTarget, rootOf, signed, signer } from '../../samples/trust.ts';

const snapshot = expectValue(encodeSnapshotPayload(nextSnapshot(1, new Map(), nowMs)));
const timestamp = expectValue(encodeTimestampPayload(nextTimestamp(null, deriveFileMeta(1, snapshot), nowMs)));
const release = signed(fileOf(1, [releaseTarget(1)])).payloadBytes;
const root = signed(rootOf(1)).payloadBytes;

describe('the online signer', () => {
  it('signs a snapshot with one key and a timestamp with the other', async () => {
    const { snapshotKey, timestampKey } = signer.loadPublicKeys();
    const parts = [await signer.signSnapshot(snapshot), await signer.signTimestamp(timestamp)];
    expect(parts.map(({ keyid }) => keyid)).toEqual([snapshotKey.keyId, timestampKey.keyId]);
    const bytes = parts.map(({ sig }) => fromHex(sig) ?? new Uint8Array());
    expect(nacl.sign.detached.verify(snapshot, bytes[0] ?? snapshot, snapshotKey.publicKey)).toBe(true);
    expect(nacl.sign.detached.verify(timestamp, bytes[1] ?? snapshot, timestampKey.publicKey)).toBe(true);
  });

  it.each([
    ['a release', release],
    ['a root', root],
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('snapshot')],
  ])('signs no %s, whoever asks', async (_, payload) => {
    await expect(signer.signSnapshot(payload)).rejects.toThrow(RangeError);
    await expect(signer.signTimestamp(payload)).rejects.toThrow(RangeError);
    await expect(signer.signSnapshot(timestamp)).rejects.toThrow(RangeError);
    await expect(signer.signTimestamp(snapshot)).rejects.toThrow(RangeError);
  });

  it('shows no private half to whoever prints it', () => {
    const shown = JSON.stringify([signer, Object.entries(signer).map(String), signer.loadPublicKeys()]);
    expect(shown).not.toContain(onlineSeeds.snapshotKey);
    expect(Object.values(signer.loadPublicKeys()).map(({ publicKey }) => publicKey.length)).toEqual([32, 32]);
  });

  it.each(['', 'zz', 'ab', 'AB'.repeat(32), 'ab'.repeat(33)])('takes no seed %j', (snapshotKey) => {
    expect(() => onlineSigner({ ...onlineSeeds, snapshotKey })).toThrow(RangeError);
  });

  it('takes no key for both', () => {
    expect(() => onlineSigner({ ...onlineSeeds, snapshotKey: onlineSeeds.timestampKey })).toThrow('different');
  });
});

describe('the verifier of the platform', () => {
  it('tells the good ones of many', async () => {
    const keys = [1, 2, 3].map(sampleKey);
    const candidates = keys.map((key, at) => {
      const signature = fromHex(key.sign(at === 1 ? root : release).sig) ?? new Uint8Array();
      return { key, signature };
    });
    const good = await webCryptoVerifier.checkCandidates(release, candidates);
    expect(good.map(({ keyId }) => keyId)).toEqual([keys[0]?.keyId, keys[2]?.keyId]);
    expect(await webCryptoVerifier.checkCandidates(release, [])).toEqual([]);
  });
});

describe('configuration', () => {
  const env = {
    DATABASE_URL: 'postgres://localhost/orange',
    S3_ENDPOINT: 'http://127.0.0.1:9000',
    S3_ACCESS_KEY_ID: 'a',
    S3_SECRET_ACCESS_KEY: 'b',
    SERVICE_SECRET: 'ab'.repeat(32),
  };
  const [SNAPSHOT_KEY, TIMESTAMP_KEY] = [onlineSeeds.snapshotKey, onlineSeeds.timestampKey];

  it('takes both keys, or none', () => {
    expect(parseConfig(env).onlineKeys).toBeNull();
    expect(parseConfig({ ...env, SNAPSHOT_KEY, TIMESTAMP_KEY }).onlineKeys).toEqual(onlineSeeds);
  });

  it.each([
    [{ SNAPSHOT_KEY }, /set both/],
    [{ TIMESTAMP_KEY }, /set both/],
    [{ SNAPSHOT_KEY, TIMESTAMP_KEY: SNAPSHOT_KEY }, /different keys/],
    [{ SNAPSHOT_KEY: 'x', TIMESTAMP_KEY }, /SNAPSHOT_KEY: must be 32 random bytes/],
  ])('refuses %j, and tells no secret', (keys, message) => {
    const parse = () => parseConfig({ ...env, ...keys });
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(onlineSeeds.snapshotKey);
  });
});
