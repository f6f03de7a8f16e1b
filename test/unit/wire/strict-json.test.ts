// Strict JSON: what two parsers could read in two ways is refused, with its place; what is plain comes through unchanged.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxJsonDepth, parseStrictJson } from '../../../src/wire/strict-json.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => parseStrictJson(bytes(text));
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

it('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      fc.pre(!/__proto__|\\u0000|\\ud[89a-f]/.test(text));
      expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['two of one name', '{"a":1,"a":2}'],
  ['two of one name, one of them escaped', '{"a":1,"\\u0061":2}'],
  ['two of one name, deep', '{"x":[{"b":1,"b":1}]}'],
  ['two of one name, with space before the colon', '{"a" :1,"a"\n:2}'],
])('refuses %s', (_, text) => {
  expect(read(text)).toMatchObject({ ok: false, problems: [{ what: 'gives a name twice in one object' }] });
});

it.each([
  ['a name inside a string', '{"a":"\\"a\\":1, \\"a\\":2"}'],
  ['a backslash before the end of a string', '{"a":"\\\\","b":":"}'],
  ['space before a colon', '{"a" :1,"b"\n:2,"c"\t\r :3}'],
  ['the same name in two objects', '[{"a":1},{"a":2}]'],
  ['a name that ends in a colon', '{"a:":1,"a":":"}'],
])('is not misled by %s', (_, text) => {
  expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) });
});

it('finds every name that is given twice', () => {
  const name = fc.constantFrom('a', 'b', 'c', ':', '"', '\\', '":', 'a"b:');
  const members = fc.array(fc.tuple(name, fc.constantFrom('1', '"x:y"', '{}', '[{"a":1}]')), { maxLength: 6 });
  fc.assert(
    fc.property(members, (entries) => {
      const text = `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
      const isUnique = new Set(entries.map(([key]) => key)).size === entries.length;
      expect(read(text).ok).toBe(isUnique);
    }),
    { numRuns: 500 },
  );
});

describe('hostile text', () => {
  it.each([
    ['NUL in a text', '{"a":["x","\\u0000"]}', 'body.a.1'],
    ['NUL in a name', '{"a\\u0000":1}', 'body.a\u0000'],
    ['half a pair', '{"a":{"b":"\\ud83d"}}', 'body.a.b'],
    ['the other half', '["\\ude00"]', 'body.0'],
    ['__proto__', '{"a":{"__proto__":{"isAdmin":true}}}', 'body.a.__proto__'],
    ['__proto__, escaped', '{"\\u005f_proto__":1}', 'body.__proto__'],
  ])('%s is refused where it stands', (_, text, where) => {
    expect(read(text)).toMatchObject({ ok: false, problems: [{ where }] });
  });

  it('whole characters of every plane are fine', () => {
    expect(read('["\\ud83d\\ude00","中文","é"]')).toEqual({ ok: true, value: ['😀', '中文', 'é'] });
  });

  it('bytes that are not UTF-8 are refused', () => {
    expect(parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ problems: [{ what: 'is not UTF-8' }] });
    expect(parseStrictJson(Uint8Array.of(0x22, 0xc0, 0xaf, 0x22))).toMatchObject({ ok: false });
  });
});

describe('depth', () => {
  it('ends at 32 levels', () => {
    expect(read(nested(maxJsonDepth)).ok).toBe(true);
    expect(read(nested(maxJsonDepth + 1))).toMatchObject({ ok: false });
  });

  it('a hundred thousand levels are refused, not fallen over', () => {
    expect(read(nested(100_000))).toMatchObject({ ok: false });
    expect(read('{"a":'.repeat(50_000))).toMatchObject({ ok: false, problems: [{ what: 'is not JSON' }] });
  });
});

it.each(['', ' ', '{', '{"a":01}', '{"a":1,}', "{'a':1}", 'undefined', '{"a":NaN}', '[1] [2]'])(
  '%j is not JSON',
  (text) => {
    expect(read(text)).toMatchObject({ ok: false, problems: [{ what: 'is not JSON' }] });
  },
);

it('a long text of quotes and colons is read in linear time', () => {
  const text = JSON.stringify({ a: '":'.repeat(100_000) });
  expect(read(text).ok).toBe(true);
});
