// Chance that repeats: each draw is the next number, in hex.
import type { Entropy } from '../../src/app/ports/entropy.ts';

export function fakeEntropy(): Entropy {
  let drawn = 0;
  return {
    randomHex(bytes) {
      drawn += 1;
      return drawn.toString(16).padStart(2 * bytes, '0');
    },
  };
}
