// What is typed: durations, checkpoints, addresses.
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../src/cli/audit-seen.ts';
import { wholeNumber } from '../../../src/cli/command.ts';
import { duration } from '../../../src/cli/durations.ts';
import { parseUrl } from '../../../src/cli/settings/settings.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90],
    ['15m', 900],
    ['6h', 21_600],
    ['7d', 604_800],
  ])('%s is %i seconds', (text, seconds) => {
    expect(duration(text)).toBe(seconds);
  });

  it.each(['', '0s', '5', 'm', '-1h', '1.5h', '1h30m', '99999999s', '1H', ' 1h'])('is not "%s"', (text) => {
    expect(() => duration(text)).toThrow('such as 15m');
  });
});

describe('a whole number', () => {
  it.each(['', '-1', '1e3', '0x10', '1.0', ' 5', '11', '9'.repeat(30)])('from 1 to 10 is not "%s"', (text) => {
    expect(() => wholeNumber(1, 10)(text)).toThrow('from 1 to 10');
  });
  it('is itself', () => expect(wholeNumber(1, 10)('10')).toBe(10));
});

describe('an address', () => {
  it.each([
    ['http://localhost:8787/', 'http://localhost:8787'],
    ['https://updates.example.com/orange//', 'https://updates.example.com/orange'],
  ])('%s is kept as %s', (text, url) => expect(parseUrl(text)).toBe(url));

  it.each(['', 'updates.example.com', 'ftp://x', 'https://u:p@x', 'https://x/?token=1', 'javascript:1'])(
    'is not "%s"',
    (text) => {
      expect(() => parseUrl(text)).toThrow('is no address');
    },
  );
});

describe('a checkpoint', () => {
  const hash = 'ab'.repeat(64);
  it('is a number and a hash', () => expect(readCheckpoint(`12:${hash}`)).toEqual({ seq: 12, hash }));
  it.each(['', '12', `:${hash}`, `12:${hash}0`, `x:${hash}`, `12:${hash.toUpperCase()}`])('is not "%s"', (text) => {
    expect(readCheckpoint(text)).toBeNull();
  });
});
