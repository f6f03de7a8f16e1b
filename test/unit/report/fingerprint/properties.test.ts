// What holds for any text: it has keys, and nothing that changes from one occurrence to the next changes them.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesFrom } from '../../../../src/domain/report/fingerprint/cut/lines.ts';
import { certainMarkers } from '../../../../src/domain/report/fingerprint/detect/markers.ts';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { crashSamples } from '../../../samples/crashes.ts';

const samples = crashSamples.map(({ one, kind }) => [kind, one] as const);
const pieces = fc.constantFrom(
  ...samples.flatMap(([, one]) => one.split('\n')),
  ...samples.flatMap(([, one]) => one.split(/\b/)),
);

describe('any text', () => {
  it('has keys and a title of one line', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map((some) => some.join('')),
      fc.array(pieces, { maxLength: 60 }).map((some) => some.join('\n')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { keys, title } = fingerprintText(text);
        for (const key of [keys.strict, keys.loose, keys.raw, ...keys.alt]) expect(key).toMatch(/^[0-9a-f]{32}$/);
        expect(title).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 400 },
    );
  });

  it('has the same keys every time', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (some) => {
        expect(fingerprintText(some.join('\n')).keys).toEqual(fingerprintText(some.join('\n')).keys);
      }),
    );
  });
});

describe.each(samples)('a %s crash', (_kind, text) => {
  const { strict } = fingerprintText(text).keys;
  const key = (changed: string): string => fingerprintText(changed).keys.strict;

  it('does not mind line ends, a byte order mark, or blank lines behind it', () => {
    expect([key(text.replaceAll('\n', '\r\n')), key(`\ufeff${text}`), key(`${text}\n\n\n`)]).toEqual([
      strict,
      strict,
      strict,
    ]);
  });

  it('does not mind addresses, process ids and times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (digit) => {
        const moved = text
          .replace(/0x6020\w+|0x55\w+|ffff8880\w+|bp 0x\w+/g, (address) => address.slice(0, -1) + digit)
          .replace(/(pid: |PID: |pid )\d+/g, `$1${digit}00${digit}`)
          .replace(/\d\d:\d\d:\d\d/g, `1${digit}:0${digit}:3${digit}`)
          .replace(/\[ {2}\d\d\./g, `[  ${digit}${digit}.`);
        expect(key(moved)).toBe(strict);
      }),
      { numRuns: 9 },
    );
  });

  it('does not mind what a log has before it', () => {
    expect(key(`Booting nova\nall is well\n\n${text}`) === strict || _kind === 'text').toBe(true);
  });
});

describe('the work on a text', () => {
  it('meets few markers in a ruled line, where each would be tried at every character', () => {
    const ruled = certainMarkers.filter(({ word }) => /^(.)\1\1/.test(word)).map(({ word }) => word.slice(0, 3));
    expect(new Set(ruled)).toEqual(new Set(['---', '***']));
    expect(ruled.length).toBeLessThanOrEqual(4);
  });

  it('is bounded: lines are cut, and only so many are read', () => {
    const lines = [...linesFrom('x'.repeat(5000).concat('\n').repeat(10_000), 0)];
    expect(lines.length).toBeLessThanOrEqual(4000);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(1000);
    expect(lines.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(192 * 1024);
  });
});
