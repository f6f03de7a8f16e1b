// A small TUF repository that tests publish to, bend and serve from memory; and a client to read it.
import { createPublicKey, verify as platformVerify } from 'node:crypto';
import { nodeHasher } from '../../src/device/node-files.ts';
import { ourReading, ourTimestampLifeMs } from '../../src/device/trust/portable.ts';
import type { FetchFile, TrustParts, Verify } from '../../src/device/trust/ports.ts';
import { createUpdater } from '../../src/device/trust/updater.ts';
import type { Result } from '../../src/domain/result.ts';
import type { FileMeta, RoleKeys, Root, Snapshot, Targets, Timestamp } from '../../src/domain/trust/tuf/metadata.ts';
import { encodeRootPayload } from '../../src/wire/trust/root.ts';
import { encodeSnapshotPayload } from '../../src/wire/trust/snapshot.ts';
import { encodeTargetsPayload } from '../../src/wire/trust/targets.ts';
import { encodeTimestampPayload } from '../../src/wire/trust/timestamp.ts';
import { fakeTrustStore } from '../fakes/trust-store.ts';
import * as roles from './repository-roles.ts';
import { nowMs, type SampleKey, seal } from './statements.ts';

export const rolesBy = (threshold: number, ...keys: readonly SampleKey[]): RoleKeys => ({
  threshold,
  keys: keys.map(({ keyId, publicKey }) => ({ keyId, publicKey })),
});

/** Signed file of a payload. */
export const fileOf = (payload: Result<Uint8Array>, ...keys: readonly SampleKey[]): Uint8Array =>
  new TextEncoder().encode(seal(payload, ...keys));

/** What is in force and who signs for what; each publication raises the version by itself. */
export function createRepository() {
  const files = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const signers = new Map<string, readonly SampleKey[]>([
    ['root', [roles.rootKey]],
    ['timestamp', [roles.timestampKey]],
    ['snapshot', [roles.snapshotKey]],
    ['targets', [roles.targetsKey]],
    ['fw-nova', [roles.engineerKey]],
  ]);
  const listed = new Map<string, FileMeta>();
  const now = {
    root: { ...roles.root, version: 0 },
    timestamp: { ...roles.timestamp, version: 0 },
    snapshot: { ...roles.snapshot, version: 0 },
    targets: new Map<string, Targets>([
      ['targets', { ...roles.targets, version: 0 }],
      ['fw-nova', { ...roles.released, version: 0 }],
    ]),
  };
  const sign = (role: string, payload: Result<Uint8Array>) => fileOf(payload, ...(signers.get(role) ?? []));
  const metaOf = (version: number, bytes: Uint8Array): FileMeta => {
    const hasher = nodeHasher();
    hasher.update(bytes);
    return { version, lengthBytes: bytes.length, hashes: { sha256: hasher.digest().sha256 } };
  };

  const repository = {
    files,
    requests,
    signers,
    listed,
    now,

    publishRoot(change: Partial<Root> = {}) {
      now.root = { ...now.root, version: now.root.version + 1, ...change };
      files.set(`${now.root.version}.root.json`, sign('root', encodeRootPayload(now.root)));
    },

    publishTargets(name: string, change: Partial<Targets> = {}) {
      const before = now.targets.get(name) ?? { ...roles.released, version: 0, targets: new Map(), delegations: [] };
      const targets = { ...before, version: before.version + 1, ...change };
      now.targets.set(name, targets);
      const bytes = sign(name, encodeTargetsPayload(targets));
      files.set(`${targets.version}.${encodeURIComponent(name)}.json`, bytes);
      listed.set(name, metaOf(targets.version, bytes));
    },

    publishSnapshot(change: Partial<Snapshot> = {}) {
      now.snapshot = { ...now.snapshot, version: now.snapshot.version + 1, meta: new Map(listed), ...change };
      const bytes = sign('snapshot', encodeSnapshotPayload(now.snapshot));
      files.set(`${now.snapshot.version}.snapshot.json`, bytes);
      now.timestamp = { ...now.timestamp, snapshot: metaOf(now.snapshot.version, bytes) };
    },

    publishTimestamp(change: Partial<Timestamp> = {}) {
      now.timestamp = { ...now.timestamp, version: now.timestamp.version + 1, ...change };
      files.set('timestamp.json', sign('timestamp', encodeTimestampPayload(now.timestamp)));
    },

    /** Everything but the root anew. */
    publish() {
      for (const name of now.targets.keys()) repository.publishTargets(name);
      repository.publishSnapshot();
      repository.publishTimestamp();
    },

    rotate(role: 'root' | 'timestamp' | 'snapshot' | 'targets', ...keys: readonly SampleKey[]) {
      const before = signers.get(role) ?? [];
      signers.set(role, role === 'root' ? [...before, ...keys] : keys);
      repository.publishRoot({ roles: { ...now.root.roles, [role]: rolesBy(1, ...keys) } });
      signers.set(role, keys);
    },
  };
  repository.publishRoot();
  repository.publish();
  return repository;
}

export type Repository = ReturnType<typeof createRepository>;

/** Serves what is published, and notes what was asked. */
export const mirrorOf =
  ({ files, requests }: Pick<Repository, 'files' | 'requests'>): FetchFile =>
  async (name, maxBytes) => {
    requests.push(name);
    const bytes = files.get(name);
    if (bytes === undefined) return { kind: 'absent' };
    return bytes.length > maxBytes ? { kind: 'failed', why: 'too-large' } : { kind: 'found', bytes };
  };

/** The platform's ed25519, some 25 times as fast as the portable one: for tests of thousands of files. */
export const verifyByPlatform: Verify = (payload, signature, { publicKey }) => {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });
  return platformVerify(null, payload, key, signature);
};

/** A device of today that was built with root 1. */
export async function createClient(repository: Repository, change: Partial<TrustParts> = {}) {
  const store = fakeTrustStore();
  const parts: TrustParts = {
    mirrors: [mirrorOf(repository)],
    store,
    verify: verifyByPlatform,
    hasher: nodeHasher,
    reading: ourReading,
    nowMs: () => nowMs,
    timestampLifeMs: ourTimestampLifeMs,
    ...change,
  };
  const updater = createUpdater(parts);
  await updater.init(repository.files.get('1.root.json') ?? new Uint8Array());
  return { ...updater, parts, store, restarted: () => createUpdater(parts) };
}

/** Versions of what a store trusts, by role. */
export const versionsIn = (files: ReadonlyMap<string, Uint8Array>): Record<string, number> =>
  Object.fromEntries(
    [...files].map(([role, bytes]) => [role, JSON.parse(new TextDecoder().decode(bytes)).signed.version]),
  );
