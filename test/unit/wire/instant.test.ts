// TUF times: whole seconds in UTC, one spelling, only days that exist.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeInstant, parseInstant } from '../../../src/wire/instant.ts';

test('whole seconds, rounded down', () => {
  expect(encodeInstant(1_795_770_000_999)).toBe('2026-11-27T09:00:00Z');
  expect(parseInstant('2026-11-27T09:00:00Z')).toBe(1_795_770_000_000);
});

test.each([
  '2026-11-27T09:00:00.000Z',
  '2026-11-27T09:00:00+00:00',
  '2026-11-27T09:00:00',
  '2026-11-27 09:00:00Z',
  '2026-11-27T09:00:00z',
  '2026-02-30T09:00:00Z',
  '2025-02-29T09:00:00Z',
  '2026-11-27T24:00:00Z',
  '2026-11-27T23:59:60Z',
  '2026-13-01T00:00:00Z',
  '+012026-11-27T09:00:00Z',
  '2026-11-27T09:00:00Z\n',
  '',
])('%j is no TUF time', (text) => {
  expect(parseInstant(text)).toBeNull();
});

test('every second up to the year 9999 is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (second) => {
      expect(parseInstant(encodeInstant(second * 1000))).toBe(second * 1000);
    }),
  );
});
