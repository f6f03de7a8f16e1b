// Replays the published chunk list vectors through the device and the service, and keeps the file equal to what the house would publish today.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { storeChunkList } from '../../src/app/store-chunk-list.ts';
import { obtainChunks } from '../../src/device/chunk-list.ts';
import { nodeHasher } from '../../src/device/node-files.ts';
import { fromHex } from '../../src/domain/trust/hex.ts';
import { chunkListBody } from '../../src/wire/release/chunk-list.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { draftOf } from '../samples/builds.ts';
import { release } from '../samples/statements.ts';
import { chunkListVectors } from './chunk-list-cases.ts';

type ListVector = {
  name: string;
  lengthBytes: number;
  chunkSizeBytes: number;
  chunkRoot: string;
  list: string;
  verdict: string;
};
type Vectors = { lists: ListVector[]; chunks: { name: string; index: number; bytes: string; accept: boolean }[] };

const file = new URL('./vectors/chunk-lists.json', import.meta.url);
const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'));
const bytesOf = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(fromHex(hex) ?? []);

test('the published file is up to date (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(chunkListVectors, null, 2)}\n`).toMatchFileSnapshot('./vectors/chunk-lists.json');
});

function obtain({ lengthBytes, chunkSizeBytes, chunkRoot, list }: ListVector) {
  const stated = { image: { ...release.image, lengthBytes }, chunkSizeBytes, chunkRoot };
  const question = { origin: 'http://service.test', release: stated, hasher: nodeHasher, stallMs: 30_000 };
  return obtainChunks(async () => new Response(bytesOf(list)), question);
}

/** What the service makes of it: kept only when it is the signed one. */
async function store({ lengthBytes, chunkSizeBytes, chunkRoot, list }: ListVector): Promise<boolean> {
  const { objects, kept } = fakeStorage();
  const draft = draftOf(1);
  const build = { ...draft, artifact: { ...draft.artifact, sizeBytes: lengthBytes, chunkSizeBytes, chunkRoot } };
  const builds = { loadBuild: async () => build } as unknown as Parameters<typeof storeChunkList>[0]['builds'];
  const answer = await storeChunkList({ builds, objects }, { buildId: build.id, list: bytesOf(list) });
  expect(kept.size).toBe(answer.ok ? 1 : 0);
  return answer.ok;
}

describe('lists', () => {
  test.each(vectors.lists)('$name: $verdict', async (vector) => {
    expect((await obtain(vector)).word).toBe(vector.verdict);
    expect(await store(vector)).toBe(vector.verdict === 'checked');
    const isWellFormed = vector.list !== '' && vector.list.length % 64 === 0;
    expect(chunkListBody.safeParse({ digests: vector.list }).success).toBe(isWellFormed);
  });
});

describe('chunks', () => {
  test.each(vectors.chunks)('$name: $accept', async ({ index, bytes, accept }) => {
    const [signed] = vectors.lists;
    const { chunks } = await obtain(signed ?? expect.fail());
    expect(chunks?.isChunkAt(index * (signed?.chunkSizeBytes ?? 0), bytesOf(bytes))).toBe(accept);
  });
});
