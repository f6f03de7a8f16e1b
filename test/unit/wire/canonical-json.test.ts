// One value has one spelling, and bytes that are not that spelling are refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCanonical, maxPayloadBytes, parseCanonical } from '../../../src/wire/canonical-json.ts';
import { expectValue } from '../../samples/statements.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const plainString = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) })
  .map((text) => text.replace(/["\\]/g, ''));
const leaf = fc.oneof(
  plainString,
  fc.maxSafeInteger().map((n) => n + 0),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('any'), { maxLength: 5 }),
    fc.dictionary(plainString, tie('any'), { maxKeys: 5 }),
  ),
})).any;

describe('writing', () => {
  test('sorted, compact, integers only', () => {
    const bytes = expectValue(encodeCanonical({ b: [1, -2, null], a: { Z: true, A: ' ~' }, _: '' }));
    expect(textOf(bytes)).toBe('{"_":"","a":{"A":" ~","Z":true},"b":[1,-2,null]}');
  });

  test.each<[unknown, string, RegExp]>([
    [{ a: [0, { b: 0.5 }] }, '$.a[1].b', /is 0\.5/],
    [{ a: -0 }, '$.a', /-0/],
    [2 ** 53, '$', /is 9007199254740992/],
    [[Number.NaN], '$[0]', /NaN/],
    [{ note: 'say "x"' }, '$.note', /U\+0022/],
    [{ note: 'a\\b' }, '$.note', /U\+005C/],
    [{ note: 'line\nline' }, '$.note', /U\+000A/],
    [{ note: 'caf\u00e9' }, '$.note', /U\+00E9/],
    [{ note: '\u{1f600}' }, '$.note', /U\+1F600/],
    [{ note: '\u007f' }, '$.note', /U\+007F/],
    [{ '\u00e9': 1 }, '$.\u00e9', /U\+00E9/],
    [{ a: undefined }, '$.a', /undefined/],
    [Array(2), '$[0]', /undefined/],
    [{ a: 1n }, '$.a', /bigint/],
    [{ a: new Date(0) }, '$.a', /object/],
    [{ a: new Map() }, '$.a', /object/],
    [new Uint8Array(2), '$', /object/],
    [() => 1, '$', /function/],
  ])('%o is refused at %s', (input, where, what) => {
    const result = encodeCanonical(input);
    expect(result).toMatchObject({ ok: false, problems: [{ where }] });
    expect(result.ok ? '' : result.problems[0]?.what).toMatch(what);
  });

  test('a value that contains itself ends at the depth limit', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(encodeCanonical(loop)).toMatchObject({ ok: false, problems: [{ what: 'is nested deeper than 12 levels' }] });
  });
});

describe('reading', () => {
  test.each([
    ['{"b":1,"a":2}', 'unsorted'],
    ['{"a":1,"a":1}', 'a key twice'],
    ['{"a":1,"a":2}', 'a key twice with two values'],
    ['{"a": 1}', 'a space'],
    [' 1', 'a leading space'],
    ['1\n', 'a newline at the end'],
    ['1.0', 'a fraction of zero'],
    ['1e2', 'an exponent'],
    ['-0', 'minus zero'],
    ['9007199254740993', 'an integer that a double cannot hold'],
    ['"\\u0041"', 'an escape'],
    ['"\\/"', 'an escaped slash'],
    ['"\u00e9"', 'beyond ASCII'],
    ['[1,]', 'a trailing comma'],
    ['', 'nothing'],
    ['{', 'half an object'],
    ['undefined', 'no JSON'],
    ['{"__proto__":{"a":1},"__proto__":{"a":1}}', 'the prototype key twice'],
  ])('%s is refused: %s', (text) => {
    expect(parseCanonical(bytesOf(text)).ok).toBe(false);
  });

  test('a byte order mark and raw bytes are refused', () => {
    expect(parseCanonical(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31)).ok).toBe(false);
    expect(parseCanonical(Uint8Array.of(0x22, 0xff, 0x22)).ok).toBe(false);
  });

  test('the size limit is exact', () => {
    const fits = `"${'x'.repeat(maxPayloadBytes - 2)}"`;
    expect(parseCanonical(bytesOf(fits)).ok).toBe(true);
    expect(parseCanonical(bytesOf(fits.replace('x', 'xx')))).toMatchObject({
      problems: [{ what: 'is 16000 bytes long' }],
    });
  });

  test('thousands of brackets are refused, not thrown', () => {
    expect(parseCanonical(bytesOf('['.repeat(maxPayloadBytes))).ok).toBe(false);
    expect(parseCanonical(bytesOf('['.repeat(7_000) + ']'.repeat(7_000))).ok).toBe(false);
  });
});

describe('both', () => {
  test('what is written is read back as the same value', () => {
    fc.assert(
      fc.property(value, (input) => {
        const bytes = expectValue(encodeCanonical(input));
        const again = expectValue(parseCanonical(bytes, 1_000_000));
        expect(textOf(expectValue(encodeCanonical(again)))).toBe(textOf(bytes));
        // JSON.parse is the judge: where ours writes, its value is the same.
        expect(JSON.parse(textOf(bytes))).toEqual(again);
      }),
      { numRuns: 500 },
    );
  });

  test('mutated bytes never throw, and what is accepted is exactly its own spelling', () => {
    const mutation = fc.tuple(
      fc.nat(10_000),
      fc.constantFrom('set', 'cut', 'insert'),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(
      fc.property(value, fc.array(mutation, { minLength: 1, maxLength: 4 }), (input, mutations) => {
        const bytes = [...expectValue(encodeCanonical(input))];
        for (const [at, verb, byte] of mutations) {
          const index = at % (bytes.length + 1);
          if (verb === 'set') bytes[index] = byte;
          else if (verb === 'cut') bytes.splice(index, 1);
          else bytes.splice(index, 0, byte);
        }
        const mutant = Uint8Array.from(bytes);
        const result = parseCanonical(mutant, 1_000_000);
        if (result.ok) expect(expectValue(encodeCanonical(result.value))).toEqual(mutant);
      }),
      { numRuns: 500 },
    );
  });
});
