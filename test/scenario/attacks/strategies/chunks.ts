// Strategies against the chunk list and the order of chunks, for a device that may install 42: it is never fooled, and an honest list wastes one chunk at most.
import { type Answer, type Attack, evilBytes } from '../attack.ts';
import { dripping, endless, failing, rangeOf, stalling } from '../bodies.ts';
import { digestOf, imageOf, listOf, shaOf } from '../releases.ts';
import type { Strategy } from '../run-strategy.ts';

const good = imageOf(42);
const goodList = listOf(good);
const chunkRoot = digestOf(goodList);
const artifacts = /^\/v1\/artifacts\//;
const lists = /^\/v1\/chunks\//;
const chunk = 4_096;
const inside = { isInside: true } as const;

const spoilt = good.map((byte, at) => (at >= chunk && at < 2 * chunk ? byte ^ 0x55 : byte));
/** The first chunk behind the second. */
const swap = (bytes: Uint8Array, size: number): Uint8Array =>
  Uint8Array.from([...bytes.slice(size, 2 * size), ...bytes.slice(0, size), ...bytes.slice(2 * size)]);

const served = (name: string, bytes: Uint8Array, ends: string): Strategy => ({
  ...inside,
  name,
  act: (a) => a.bend(artifacts, ({ from }) => rangeOf(bytes, from)),
  ends,
});

/** In storage under the name of the signed one. */
const listed = (name: string, list: Uint8Array, bytes: Uint8Array, ends: string): Strategy => ({
  ...inside,
  name,
  act: (a: Attack) => {
    a.lists.set(chunkRoot, list);
    a.images.set(shaOf(42), bytes);
  },
  ends,
});

const answered = (name: string, answer: Answer, ends: string): Strategy => ({
  ...inside,
  name,
  act: (a) => {
    a.bend(lists, answer);
    a.images.set(shaOf(42), evilBytes);
  },
  ends,
});

export const chunks: readonly Strategy[] = [
  served('spoils a chunk in the middle', spoilt, 'wrong-chunk'),
  served('swaps two chunks', swap(good, chunk), 'wrong-chunk'),
  served('cuts the file behind a chunk', good.slice(0, 2 * chunk), 'too-short'),
  served('sends the file three times over', Uint8Array.from([...good, ...good, ...good]), 'installed 1.42.0'),
  {
    ...inside,
    name: 'spoils the middle chunk for whoever asks for all',
    act: (a) => {
      const spoil: Answer = ({ from, until }) => rangeOf(until === null ? spoilt : good, from);
      a.bend(artifacts, spoil);
    },
    ends: 'installed 1.42.0',
  },
  listed('lists the chunks of its own image', listOf(evilBytes), evilBytes, 'hash-mismatch'),
  listed('lists another artifact', listOf(imageOf(41)), imageOf(41), 'hash-mismatch'),
  listed('swaps two chunks and their digests', swap(goodList, 32), swap(good, chunk), 'hash-mismatch'),
  listed(
    'puts the chunks of its own image behind the signed list',
    Uint8Array.from([...goodList, ...listOf(evilBytes)]),
    evilBytes,
    'hash-mismatch',
  ),
  listed('lists fewer chunks', goodList.slice(0, 64), good.slice(0, 2 * chunk), 'too-short'),
  listed('lists nothing', new Uint8Array(), evilBytes, 'hash-mismatch'),
  answered('sends a list without end', endless, 'hash-mismatch'),
  answered('sends a byte of the list now and then', dripping, 'hash-mismatch'),
  answered('sends the headers of a list and stalls', stalling, 'hash-mismatch'),
  answered('fails when it is asked for the list', failing, 'hash-mismatch'),
];
