// If-Match as RFC 9110 writes it, and as people do.
import { expect, it } from 'vitest';
import { readIfMatch } from '../../../src/wire/if-match.ts';

it.each([
  ['*', { kind: 'any' }],
  [' * ', { kind: 'any' }],
  ['"3"', { kind: 'versions', versions: [3] }],
  ['"3" , "4"', { kind: 'versions', versions: [3, 4] }],
  ['W/"3"', { kind: 'versions', versions: [] }],
  ['W/"3", "4"', { kind: 'versions', versions: [4] }],
  ['"abc"', { kind: 'versions', versions: [] }],
  ['3', null],
  ['"3', null],
  ['', null],
  ['"3", *', null],
  [Array.from({ length: 21 }, () => '"1"').join(), null],
])('%j', (header, read) => {
  expect(readIfMatch(header)).toEqual(read);
});
