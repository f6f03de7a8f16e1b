// Role values of a small TUF repository for tests: one product, everything signed by sample keys.
import type { Delegation, Root, Snapshot, Targets, Timestamp } from '../../src/domain/trust/tuf/metadata.ts';
import { dayMs, nowMs, sampleKey } from './statements.ts';

export const [rootKey, targetsKey, snapshotKey, timestampKey, engineerKey] = [
  sampleKey(11),
  sampleKey(12),
  sampleKey(13),
  sampleKey(14),
  sampleKey(15),
];

const by = (...keys: readonly ReturnType<typeof sampleKey>[]) => ({
  keys: keys.map(({ keyId, publicKey }) => ({ keyId, publicKey })),
  threshold: 1,
});

export const root: Root = {
  version: 1,
  expiresMs: nowMs + 365 * dayMs,
  consistentSnapshot: true,
  roles: { root: by(rootKey), timestamp: by(timestampKey), snapshot: by(snapshotKey), targets: by(targetsKey) },
};

export const delegation: Delegation = {
  ...by(engineerKey),
  name: 'fw-nova',
  terminating: true,
  paths: { kind: 'patterns', patterns: ['fw/nova/*'] },
};

export const targets: Targets = {
  version: 1,
  expiresMs: nowMs + 365 * dayMs,
  targets: new Map(),
  delegations: [delegation],
};

const hash = { sha256: 'ab'.repeat(32) };

export const released: Targets = {
  version: 3,
  expiresMs: nowMs + 180 * dayMs,
  targets: new Map([['fw/nova/nova-42.img', { lengthBytes: 5, hashes: hash, custom: { kind: 'release' } }]]),
  delegations: [],
};

export const snapshot: Snapshot = {
  version: 7,
  expiresMs: nowMs + 14 * dayMs,
  meta: new Map([
    ['fw-nova', { version: 3, lengthBytes: 900, hashes: hash }],
    ['targets', { version: 1, lengthBytes: null, hashes: null }],
  ]),
};

export const timestamp: Timestamp = {
  version: 9,
  expiresMs: nowMs + dayMs,
  snapshot: { version: 7, lengthBytes: 700, hashes: hash },
};
