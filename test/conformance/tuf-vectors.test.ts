// Replays the published TUF vectors with the cryptography of device, tool and edge, which must agree, and keeps the file up to date.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { webCryptoVerifier } from '../../src/adapters/system/signature-verifier.ts';
import { loadRepository } from '../../src/app/load-repository.ts';
import { openHasher, verifySignature } from '../../src/cli/trust/verify-signature.ts';
import { nodeHasher } from '../../src/device/node-files.ts';
import { ourReading, ourTimestampLifeMs, verifyPortably } from '../../src/device/trust/portable.ts';
import type { FetchFile, TrustParts, Verify } from '../../src/device/trust/ports.ts';
import { createUpdater } from '../../src/device/trust/updater.ts';
import { trustFormat } from '../../src/http/shared/trust-ports.ts';
import { fakeTrustRepository } from '../fakes/trust-repository.ts';
import { fakeTrustStore } from '../fakes/trust-store.ts';
import { tufVectors } from './tuf-cases.ts';

type Served = string | { file: string; spaces: number };
type Case = {
  name: string;
  verdict: string;
  role: string | null;
  nowMs: number;
  target: string;
  trusted: Record<string, string>;
  served: Record<string, Served>;
};
type Vectors = { files: Record<string, string>; cases: Case[] };

const file = new URL('./vectors/tuf.json', import.meta.url);
const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'));

test('the published file is up to date (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(tufVectors, null, 1)}\n`).toMatchFileSnapshot('./vectors/tuf.json');
});

const bytesOf = (id: string): Uint8Array => new TextEncoder().encode(vectors.files[id]);

function servedBytes(entry: Served): Uint8Array {
  const { file: id, spaces } = typeof entry === 'string' ? { file: entry, spaces: 0 } : entry;
  return new TextEncoder().encode(vectors.files[id] + ' '.repeat(spaces));
}

/** A mirror that stops where the client's limit is, as every client must. */
const mirrorOf =
  ({ served }: Case): FetchFile =>
  async (name, maxBytes) => {
    const entry = served[name];
    if (entry === undefined) return { kind: 'absent' };
    const bytes = servedBytes(entry);
    return bytes.length > maxBytes ? { kind: 'failed', why: 'too-large' } : { kind: 'found', bytes };
  };

const byWebCrypto: Verify = async (payload, signature, key) =>
  key.scheme === undefined && (await webCryptoVerifier.checkCandidates(payload, [{ key, signature }])).length === 1;

const implementations: Record<string, Pick<TrustParts, 'verify' | 'hasher'>> = {
  'device (tweetnacl)': { verify: verifyPortably, hasher: nodeHasher },
  'tool (node)': { verify: verifySignature, hasher: openHasher },
  'edge (WebCrypto)': { verify: byWebCrypto, hasher: nodeHasher },
};

async function replay(vector: Case, parts: Pick<TrustParts, 'verify' | 'hasher'>) {
  const trusted = new Map(Object.entries(vector.trusted).map(([role, id]) => [role, bytesOf(id)]));
  const store = fakeTrustStore(trusted);
  const updater = createUpdater({
    ...parts,
    mirrors: [mirrorOf(vector)],
    store,
    reading: ourReading,
    nowMs: () => vector.nowMs,
    timestampLifeMs: ourTimestampLifeMs,
  });
  const refreshed = await updater.refresh();
  const outcome = refreshed.ok ? await updater.findTarget(vector.target) : refreshed;
  return { outcome, before: trusted, after: store.files };
}

describe.each(Object.entries(implementations))('%s', (_, parts) => {
  test.each(vectors.cases)('$name: $verdict', async (vector) => {
    const { outcome, before, after } = await replay(vector, parts);
    const said = outcome.ok ? { verdict: 'accept', role: null } : { verdict: outcome.refusal, role: outcome.role };
    expect(said).toEqual({ verdict: vector.verdict, role: vector.role });
    if (vector.role !== null && !['expired', 'target-not-found'].includes(vector.verdict))
      expect(after.get(vector.role), 'what is refused replaces nothing').toEqual(before.get(vector.role));
  });
});

describe('edge, which reads its own storage with no memory of it', () => {
  /** Against these it takes a clock, or having seen more before. */
  const byMemory = ['expired', 'version-too-low', 'listed-version-too-low', 'role-vanished'];
  const ofEdge = vectors.cases.filter(
    ({ verdict, role }) =>
      verdict === 'accept' || (['root', 'timestamp', 'snapshot'].includes(role ?? '') && !byMemory.includes(verdict)),
  );

  test.each(ofEdge)('$name: $verdict', async (vector) => {
    const { repository, files } = fakeTrustRepository();
    for (const [name, entry] of Object.entries(vector.served)) files.set(name, servedBytes(entry));
    const loading = loadRepository({ repository, format: trustFormat, verifier: webCryptoVerifier });
    if (vector.verdict === 'accept') expect((await loading).snapshot).not.toBeNull();
    else await expect(loading).rejects.toMatchObject({ code: 'storage-unavailable' });
  });
});

test('every rule that can refuse has a vector', () => {
  const rules = new Set(vectors.cases.map(({ verdict }) => verdict));
  expect([...rules].sort()).toEqual([
    'absent',
    'accept',
    'expired',
    'hash-not-as-listed',
    'length-not-as-listed',
    'listed-version-too-low',
    'malformed',
    'not-in-snapshot',
    'role-vanished',
    'target-not-found',
    'too-few-signatures',
    'too-large',
    'version-not-as-listed',
    'version-not-next',
    'version-too-low',
  ]);
});
