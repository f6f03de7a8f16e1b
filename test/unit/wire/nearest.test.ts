// "Did you mean": near words are found, far ones are not guessed at.
import { expect, test } from 'vitest';
import { findNearest } from '../../../src/wire/nearest.ts';

const words = ['plan', 'product', 'channel', 'permille', 'promote', 'bake', 'minDevices', 'crash-rate'];

test.each([
  ['permile', 'permille'],
  ['premille', 'permille'],
  ['promoto', 'promote'],
  ['Bake', 'bake'],
  ['bkae', 'bake'],
  ['mindevices', 'minDevices'],
  ['min_devices', 'minDevices'],
  ['crashrate', 'crash-rate'],
  ['chanel', 'channel'],
  ['owner', null],
  ['x', null],
  ['', null],
  ['p'.repeat(100_000), null],
])('%s -> %s', (word, nearest) => {
  expect(findNearest(word, words)).toBe(nearest);
});

test('no candidates, no guess', () => {
  expect(findNearest('plan', [])).toBeNull();
});
