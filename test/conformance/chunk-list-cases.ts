// Makes the published vectors of chunk lists: which list belongs to which release, and which bytes are which chunk.
import { createHash } from 'node:crypto';
import { deriveChunkRoot, joinChunkDigests } from '../../src/domain/build/chunk-root.ts';
import { hexOf } from '../../src/domain/bytes.ts';

const chunkSizeBytes = 4_096;
const image = Uint8Array.from({ length: 2 * chunkSizeBytes + 100 }, (_, at) => (at * 31) % 251);
const chunkAt = (index: number): Uint8Array => image.slice(index * chunkSizeBytes, (index + 1) * chunkSizeBytes);
const digestOf = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const digests = [0, 1, 2].map((index) => digestOf(chunkAt(index)));
const list = joinChunkDigests(digests);
const [first = list, second = list, third = list] = digests;

const release = { lengthBytes: image.length, chunkSizeBytes, chunkRoot: deriveChunkRoot(digests) };
const flipped = list.map((byte, at) => (at === 40 ? byte ^ 1 : byte));
const many = { lengthBytes: 2_048 * chunkSizeBytes + 1, chunkSizeBytes, chunkRoot: release.chunkRoot };

/** `verdict` is `checked`, or why the download is checked as a whole only; `rule` is for people. */
const lists = [
  { name: 'the signed one', ...release, list, verdict: 'checked', rule: null },
  { name: 'an empty one', ...release, list: new Uint8Array(), verdict: 'not-as-signed', rule: 'length' },
  { name: 'one chunk short', ...release, list: list.slice(32), verdict: 'not-as-signed', rule: 'length' },
  { name: 'one byte short', ...release, list: list.slice(0, -1), verdict: 'not-as-signed', rule: 'length' },
  {
    name: 'a digest behind the end',
    ...release,
    list: Uint8Array.from([...list, ...first]),
    verdict: 'not-as-signed',
    rule: 'length',
  },
  { name: 'one bit wrong', ...release, list: flipped, verdict: 'not-as-signed', rule: 'chunk-root' },
  {
    name: 'two digests swapped',
    ...release,
    list: joinChunkDigests([second, first, third]),
    verdict: 'not-as-signed',
    rule: 'chunk-root',
  },
  {
    name: 'of another image',
    ...release,
    list: joinChunkDigests([third, third, third]),
    verdict: 'not-as-signed',
    rule: 'chunk-root',
  },
  {
    name: 'the digest of the list in its place',
    ...release,
    list: digestOf(list),
    verdict: 'not-as-signed',
    rule: 'length',
  },
  {
    name: 'of a release whose root is that of the image',
    ...release,
    chunkRoot: hexOf(digestOf(image)),
    list,
    verdict: 'not-as-signed',
    rule: 'chunk-root',
  },
  { name: 'of a release with too many chunks', ...many, list, verdict: 'too-long', rule: 'at most 2048 chunks' },
] as const;

const withOneBit = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte));

/** `index` counts from 0; `accept` is whether these bytes are that chunk of the list above. */
const chunks = [
  { name: 'the first', index: 0, bytes: chunkAt(0), accept: true },
  { name: 'the last, which is short', index: 2, bytes: chunkAt(2), accept: true },
  { name: 'one bit wrong', index: 1, bytes: withOneBit(chunkAt(1)), accept: false },
  { name: 'the second in place of the first', index: 0, bytes: chunkAt(1), accept: false },
  { name: 'the last, cut short', index: 2, bytes: chunkAt(2).slice(0, -1), accept: false },
  {
    name: 'the last, filled up with zeros',
    index: 2,
    bytes: Uint8Array.from([...chunkAt(2), ...new Uint8Array(chunkSizeBytes - 100)]),
    accept: false,
  },
  { name: 'nothing', index: 1, bytes: new Uint8Array(), accept: false },
  { name: 'a chunk behind the end', index: 3, bytes: chunkAt(2), accept: false },
] as const;

export const chunkListVectors = {
  about:
    'Vectors for device clients of Orange Friday that check a download chunk by chunk. A list is the SHA-256 digests of the chunks in order, 32 bytes each; ' +
    'its SHA-256 is the chunkRoot that the release signs. list and bytes are hex. ' +
    'lists: verdict is checked, or why the download is checked as a whole only. chunks: of the image of the first list, cut into chunks of chunkSizeBytes.',
  lists: lists.map((each) => ({ ...each, list: hexOf(each.list) })),
  chunks: chunks.map((each) => ({ ...each, bytes: hexOf(each.bytes) })),
};
