// A download that is checked chunk by chunk: only what is wrong is asked for again, and everything staged is right.
import { describe, expect, it } from 'vitest';
import { fetchImage } from '../../../src/device/fetch-image.ts';
import { nodeHasher } from '../../../src/device/node-files.ts';
import { deriveChunkRoot, joinChunkDigests } from '../../../src/domain/build/chunk-root.ts';
import type { ReleaseStatement } from '../../../src/domain/build/release-statement.ts';
import { sha256 } from '../../../src/domain/trust/sha256.ts';
import { fakeStaging } from '../../fakes/staging.ts';
import { digestOf } from '../../samples/builds.ts';
import { imageBytes, imageSha256 } from '../../samples/offers.ts';
import { release as sample } from '../../samples/statements.ts';

const chunkSizeBytes = 16_384;
const last = imageBytes.length;
const cutDigests = (sizeBytes: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(last / sizeBytes) }, (_, at) =>
    sha256(imageBytes.subarray(at * sizeBytes, (at + 1) * sizeBytes)),
  );
const digests = cutDigests(chunkSizeBytes);
const list = joinChunkDigests(digests);
const signedList = () => new Response(new Uint8Array(list));
const image = { fileName: 'x', lengthBytes: last, sha256: imageSha256, sha512: digestOf('sha512', imageBytes) };
const release: ReleaseStatement = { ...sample, image, chunkSizeBytes, chunkRoot: deriveChunkRoot(digests) };

type Asked = { readonly url: string; readonly from: number; readonly until: number };
type Serve = (asked: Asked, request: number) => Response;

/** Bytes as a server gives them that has Range; `bytes` are those of the image unless a test bends them. */
function serve({ from, until }: Asked, bytes: Uint8Array = imageBytes): Response {
  const isWhole = from === 0 && until === last;
  const headers: Record<string, string> = isWhole
    ? {}
    : { 'content-range': `bytes ${from}-${until - 1}/${bytes.length}` };
  return new Response(bytes.slice(from, until), { status: isWhole ? 200 : 206, headers });
}

/** The image with one bit of this chunk turned. */
const damaged = (index: number): Uint8Array =>
  imageBytes.map((byte, at) => (at === index * chunkSizeBytes + 5 ? byte ^ 1 : byte));

function open(answer: Serve, answerList: () => Response = signedList, about: ReleaseStatement = release) {
  const staging = fakeStaging();
  const asked: Asked[] = [];
  const web = async (url: string, init?: RequestInit) => {
    if (url.includes('/v1/chunks/')) return answerList();
    const [, from = '0', until = ''] = /bytes=(\d+)-(\d*)/.exec(new Headers(init?.headers).get('range') ?? '') ?? [];
    const request = { url, from: Number(from), until: until === '' ? last : Number(until) + 1 };
    asked.push(request);
    return answer(request, asked.length);
  };
  const fetching = { web, staging, hasher: nodeHasher, origin: 'http://service.test', stallMs: 30_000 };
  const fetch = (...more: string[]) => fetchImage(fetching, about, ['http://a.test/', ...more]);
  return { staging, asked, fetch, places: () => asked.map(({ from, until }) => [from, until]) };
}

describe('with the signed chunk list', () => {
  it('takes an honest download in one request', async () => {
    const opened = open((asked) => serve(asked));
    expect(await opened.fetch()).toEqual({ ok: true, chunkList: 'checked' });
    expect(opened.places()).toEqual([[0, last]]);
    expect(Buffer.from(opened.staging.bytes).equals(imageBytes)).toBe(true);
  });

  it('asks for a wrong chunk alone, then for the rest', async () => {
    const opened = open((asked, request) => serve(asked, request === 1 ? damaged(2) : imageBytes));
    expect(await opened.fetch()).toEqual({ ok: true, chunkList: 'checked' });
    const at = 2 * chunkSizeBytes;
    expect(opened.places()).toEqual([
      [0, last],
      [at, at + chunkSizeBytes],
      [at + chunkSizeBytes, last],
    ]);
  });

  it('turns to the next address for it', async () => {
    const opened = open((asked) => serve(asked, asked.url === 'http://a.test/' ? damaged(2) : imageBytes));
    expect(await opened.fetch('http://b.test/')).toEqual({ ok: true, chunkList: 'checked' });
    expect(opened.asked.map(({ url }) => url)).toEqual(['http://a.test/', 'http://b.test/', 'http://b.test/']);
  });

  it('gives up on a chunk that stays wrong, keeps those before it, and stages nothing of it', async () => {
    const opened = open((asked) => serve(asked, damaged(3)));
    expect(await opened.fetch()).toEqual({ ok: false, why: 'wrong-chunk' });
    expect(opened.asked).toHaveLength(3);
    expect(Buffer.from(opened.staging.bytes).equals(imageBytes.subarray(0, 3 * chunkSizeBytes))).toBe(true);
  });

  it('gives up on a server that sends nonsense behind every good chunk, however far it gets', async () => {
    const digests4k = cutDigests(4_096);
    const small = { ...release, chunkSizeBytes: 4_096, chunkRoot: deriveChunkRoot(digests4k) };
    const nonsense = (good: number) => imageBytes.map((byte, at) => (at < good ? byte : byte ^ 1));
    const opened = open(
      (asked, request) => serve(asked, nonsense(request % 2 === 0 ? asked.from + 4_096 : asked.from)),
      () => new Response(new Uint8Array(joinChunkDigests(digests4k))),
      small,
    );
    expect(await opened.fetch()).toEqual({ ok: false, why: 'wrong-chunk' });
    expect(opened.asked.length).toBeLessThan(25);
  });

  it('goes on at the last good chunk when the line breaks in the middle of one', async () => {
    const opened = open((asked, request) =>
      request === 1 ? serve({ ...asked, until: 2 * chunkSizeBytes + 77 }) : serve(asked),
    );
    expect(await opened.fetch()).toEqual({ ok: true, chunkList: 'checked' });
    expect(opened.places()).toEqual([
      [0, last],
      [2 * chunkSizeBytes, last],
    ]);
  });

  it('outlasts a line that breaks behind every chunk', async () => {
    const opened = open((asked) => serve({ ...asked, until: Math.min(last, asked.from + chunkSizeBytes + 1) }));
    expect(await opened.fetch()).toMatchObject({ ok: true });
    expect(opened.asked).toHaveLength(digests.length);
  });

  it.each<[string, (staged: Uint8Array) => Uint8Array, number]>([
    ['was cut off in the middle of a chunk', (good) => good.slice(0, chunkSizeBytes + 9), chunkSizeBytes],
    ['was damaged in the second chunk', () => damaged(1).slice(0, 4 * chunkSizeBytes), chunkSizeBytes],
    ['is longer than the image', (good) => Uint8Array.from([...good, 1, 2, 3]), last],
    ['is all good', (good) => good, last],
  ])('goes on from what is good of a staged file that %s', async (_, bend, from) => {
    const opened = open((asked) => serve(asked));
    await opened.staging.append(imageSha256, bend(imageBytes));
    expect(await opened.fetch()).toEqual({ ok: true, chunkList: 'checked' });
    expect(opened.places()).toEqual(from === last ? [] : [[from, last]]);
  });

  it('keeps nothing of a chunk that the store took by half', async () => {
    const opened = open((asked) => serve(asked));
    const { append } = opened.staging;
    let appends = 0;
    opened.staging.append = async (sha, bytes) => {
      appends += 1;
      if (appends !== 2) return append(sha, bytes);
      await append(sha, bytes.slice(0, 1_000));
      throw new Error('disk full');
    };
    expect(await opened.fetch()).toEqual({ ok: true, chunkList: 'checked' });
    expect(opened.places()).toEqual([
      [0, last],
      [chunkSizeBytes, last],
    ]);
  });

  it('looks at no byte behind the image', async () => {
    const opened = open(() => {
      let isSent = false;
      const pull = (stream: ReadableStreamDefaultController<Uint8Array>) => {
        stream.enqueue(isSent ? new Uint8Array(60_000) : imageBytes);
        isSent = true;
      };
      return new Response(new ReadableStream({ pull }));
    });
    expect(await opened.fetch()).toMatchObject({ ok: true });
    expect(opened.staging.bytes).toHaveLength(last);
  });

  it('hashes the whole all the same: chunks that fit say nothing of a statement that contradicts itself', async () => {
    const torn = { ...release, image: { ...image, sha512: 'f'.repeat(128) } };
    const opened = open((asked) => serve(asked), signedList, torn);
    expect(await opened.fetch()).toEqual({ ok: false, why: 'hash-mismatch' });
    expect(opened.staging.bytes).toHaveLength(0);
  });
});

describe('without it', () => {
  const swapped = joinChunkDigests([digests[1], digests[0], ...digests.slice(2)].filter((each) => each !== undefined));
  const endless = () => new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(60_000)) }));
  it.each<[string, () => Response, string]>([
    ['nobody stored it', () => new Response(null, { status: 404 }), 'absent'],
    ['storage is down', () => new Response('no', { status: 503 }), 'unreachable'],
    ['the line is dead', () => Response.error(), 'unreachable'],
    ['it is another list', () => new Response(new Uint8Array(list.length)), 'not-as-signed'],
    ['its chunks are swapped', () => new Response(new Uint8Array(swapped)), 'not-as-signed'],
    ['it ends short', () => new Response(list.slice(0, -1)), 'not-as-signed'],
    ['it has a byte too many', () => new Response(Uint8Array.from([...list, 0])), 'not-as-signed'],
    ['it has no end', endless, 'not-as-signed'],
    ['it is an empty page', () => new Response(new Uint8Array()), 'not-as-signed'],
  ])('when %s, the download is checked as a whole', async (_, answerList, word) => {
    const good = open((asked) => serve(asked), answerList);
    expect(await good.fetch()).toEqual({ ok: true, chunkList: word });
    const bad = open((asked) => serve(asked, damaged(2)), answerList);
    expect(await bad.fetch()).toEqual({ ok: false, why: 'hash-mismatch' });
  });

  it('of a release with more chunks than a list may have, nothing is asked', async () => {
    let lists = 0;
    const long = { ...release, image: { ...image, lengthBytes: 4_096 * 2_048 + 1 }, chunkSizeBytes: 4_096 };
    const countList = () => {
      lists += 1;
      return signedList();
    };
    const opened = open(() => new Response(null, { status: 500 }), countList, long);
    expect(await opened.fetch()).toEqual({ ok: false, why: 'status' });
    expect(lists).toBe(0);
  });
});
