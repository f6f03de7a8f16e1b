// Devices that check the chunks of a download badly and trust in them, and the strategy that each falls for.
import { beforeAll, expect, it, vi } from 'vitest';
import { readChunkDigest } from '../../../src/domain/build/chunk-root.ts';
import { digestOf, imageOf, listOf, shaOf } from './releases.ts';
import { type Ground, play, prepareGround } from './run-strategy.ts';
import { chunks } from './strategies/chunks.ts';
import { images } from './strategies/images.ts';

/** What the broken device does with a list; null for the sound one. */
const broken = vi.hoisted(() => ({ way: null as string | null }));

const size = 4_096;
/** Where the digest of these bytes stands in the list, as a sound device asks. */
const isInPlace = (list: Uint8Array, from: number, bytes: Uint8Array) =>
  digestOf(bytes) === readChunkDigest(list, from / size);

type IsChunkAt = (list: Uint8Array, from: number, bytes: Uint8Array) => boolean;
const signedList = listOf(imageOf(42));

/** Each takes a list by `believes` and a chunk by `takes`. */
const ways: Readonly<Record<string, { believes: (list: Uint8Array) => boolean; takes: IsChunkAt }>> = {
  'checks no chunk': { believes: () => true, takes: () => true },
  'believes any list': { believes: () => true, takes: isInPlace },
  'takes a chunk wherever it stands in the list': {
    believes: (list) => digestOf(list) === digestOf(signedList),
    takes: (list, _, bytes) => digestsOf(list).includes(digestOf(bytes)),
  },
  'looks at the beginning of a list only': {
    believes: (list) => digestOf(list.slice(0, signedList.length)) === digestOf(signedList),
    takes: (list, _, bytes) => digestsOf(list).includes(digestOf(bytes)),
  },
  'checks the chunks that are listed': {
    believes: () => true,
    takes: (list, from, bytes) => from / size >= list.length / 32 || isInPlace(list, from, bytes),
  },
};
const digestsOf = (list: Uint8Array): string[] =>
  Array.from({ length: list.length / 32 }, (_, index) => readChunkDigest(list, index));

vi.mock('../../../src/device/chunk-list.ts', async (load) => {
  const sound = await load<typeof import('../../../src/device/chunk-list.ts')>();
  return {
    ...sound,
    async obtainChunks(...[web, question]: Parameters<typeof sound.obtainChunks>) {
      const way = ways[broken.way ?? ''];
      if (way === undefined) return sound.obtainChunks(web, question);
      const { origin, release } = question;
      const list = new Uint8Array(await (await web(`${origin}/v1/chunks/${release.chunkRoot}`)).arrayBuffer());
      const isChunkAt = (from: number, bytes: Uint8Array) => way.takes(list, from, bytes);
      return way.believes(list)
        ? { word: 'checked', chunks: { chunkSizeBytes: size, isChunkAt } }
        : sound.obtainChunks(web, question);
    },
  };
});
vi.mock('../../../src/device/check-staged.ts', async (load) => {
  const sound = await load<typeof import('../../../src/device/check-staged.ts')>();
  return {
    isStagedAsSigned: (...given: Parameters<typeof sound.isStagedAsSigned>) =>
      broken.way !== null || sound.isStagedAsSigned(...given),
    whileChecking: (...given: Parameters<typeof sound.whileChecking>) =>
      broken.way === null ? sound.whileChecking(...given) : given[0],
  };
});
/** Takes whatever comes, up to a megabyte, and calls that the image. */
vi.mock('../../../src/device/download.ts', async (load) => {
  const sound = await load<typeof import('../../../src/device/download.ts')>();
  return {
    async download(...given: Parameters<typeof sound.download>) {
      const [web, staging, { url, image }] = given;
      if (broken.way !== 'takes what comes') return sound.download(...given);
      const { body } = await web(url);
      for await (const piece of body ?? []) {
        await staging.append(image.sha256, piece);
        if ((await staging.sizeBytes(image.sha256)) > 1_000_000) break;
      }
      const missingBytes = image.lengthBytes - (await staging.sizeBytes(image.sha256));
      await staging.append(image.sha256, new Uint8Array(Math.max(0, missingBytes)));
      return { ok: true };
    },
  };
});

let ground: Ground;
beforeAll(async () => {
  ground = await prepareGround({ people: 2 });
});

it.each([
  ['checks no chunk', 'spoils a chunk in the middle'],
  ['believes any list', 'lists the chunks of its own image'],
  ['believes any list', 'lists another artifact'],
  ['believes any list', 'swaps two chunks and their digests'],
  ['takes a chunk wherever it stands in the list', 'swaps two chunks'],
  ['looks at the beginning of a list only', 'puts the chunks of its own image behind the signed list'],
  ['checks the chunks that are listed', 'lists nothing'],
  ['takes what comes', 'cuts the file behind a chunk'],
  ['takes what comes', 'sends bytes without end'],
])('a device that %s is fooled by one who %s', async (way, name) => {
  const strategy = [...chunks, ...images].find((each) => each.name === name);
  if (strategy === undefined) expect.fail(`there is no strategy that ${name}`);
  const isHarm = (sha256: string) => sha256 !== shaOf(42);
  const sound = await play(ground, strategy);
  expect(sound.installs.filter(isHarm)).toEqual([]);
  broken.way = way;
  const fooled = await play(ground, strategy).finally(() => {
    broken.way = null;
  });
  expect(fooled.installs.filter(isHarm)).not.toEqual([]);
});
