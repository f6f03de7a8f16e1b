// Where two records differ first, so that a person can look at that place.
import { expect, it } from 'vitest';
import { deriveFirstDifference } from '../../../src/domain/rollout/first-difference.ts';

it.each([
  [{ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }, null],
  [
    { a: 1, b: 2 },
    { a: 1, b: 3 },
    { where: 'b', recorded: '2', again: '3' },
  ],
  [
    { b: 1, a: 1 },
    { b: 2, a: 2 },
    { where: 'a', recorded: '1', again: '2' },
  ],
  [{ a: [1, { c: 2 }] }, { a: [1, { c: 3 }] }, { where: 'a[1].c', recorded: '2', again: '3' }],
  [[1], [1, 2], { where: '[1]', recorded: null, again: '2' }],
  [{ a: [] }, { a: {} }, { where: 'a', recorded: '[]', again: '{}' }],
  [{ a: [1] }, { a: 'x' }, { where: 'a', recorded: '[1]', again: '"x"' }],
  [{ a: null }, {}, { where: 'a', recorded: 'null', again: null }],
  [1, 2, { where: '', recorded: '1', again: '2' }],
])('%j and %j', (recorded, again, difference) => {
  expect(deriveFirstDifference(recorded, again)).toEqual(difference);
});
