// Gives every bucket its public place in one rollout, so that anybody can tell from (salt, bucket) who goes first.
import { sha512 } from '../bytes.ts';

/** Buckets are 0..999, so a place is comparable with a permille. */
export const bucketCount = 1000;

/** An endless stream of 16-bit words: SHA-512(salt ":" counter) for counter 0, 1, 2 …, big-endian. */
function* wordStream(salt: string): Generator<number> {
  for (let counter = 0; ; counter += 1) {
    const block = sha512(`${salt}:${counter}`);
    for (let at = 0; at < block.length; at += 2) {
      yield ((block[at] ?? 0) << 8) | (block[at + 1] ?? 0);
    }
  }
}

/** A uniform integer in [0, bound): words at or above the largest multiple of bound are skipped, so no place is favoured. */
function nextBelow(words: Generator<number>, bound: number): number {
  const limit = 0x10000 - (0x10000 % bound);
  for (;;) {
    const word: number = words.next().value;
    if (word < limit) return word % bound;
  }
}

/** Places are asked for again with every map and every fold. 2 KB each. */
const known = new Map<string, Uint16Array>();
const maxKnown = 1_000;

/**
 * The place (0..999) of each bucket under a salt: a Fisher-Yates shuffle (Knuth, TAOCP vol. 2, 3.4.2, algorithm P)
 * driven by SHA-512. The salt is printable ASCII. Device makers re-implement this; vectors are in test/conformance.
 */
export function derivePlaces(salt: string): Readonly<Uint16Array> {
  const found = known.get(salt);
  if (found !== undefined) return found;
  if (known.size >= maxKnown) known.clear();
  const places = shuffle(salt);
  known.set(salt, places);
  return places;
}

function shuffle(salt: string): Uint16Array {
  const words = wordStream(salt);
  const places = Uint16Array.from({ length: bucketCount }, (_, bucket) => bucket);
  for (let last = bucketCount - 1; last > 0; last -= 1) {
    const other = nextBelow(words, last + 1);
    const held = places[last] ?? 0;
    places[last] = places[other] ?? 0;
    places[other] = held;
  }
  return places;
}
