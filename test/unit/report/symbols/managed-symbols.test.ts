// Symbols of managed code: retracing by a mapping of R8, and source maps.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { mapEntries } from '../../../../src/domain/report/symbols/prepare-map.ts';
import { parseMapping } from '../../../../src/domain/report/symbols/r8-mapping.ts';
import { retraceLine } from '../../../../src/domain/report/symbols/retrace.ts';
import { originalPlace, parseSourceMap } from '../../../../src/domain/report/symbols/source-map.ts';
import { readSymbols } from '../../../../src/domain/report/symbols/symbol-set.ts';
import { symbolise } from '../../../../src/domain/report/symbols/symbolise.ts';
import { bundleMap, minifiedStack } from '../../../samples/symbols.ts';

const mapping = `# compiler: R8
# pg_map_id: 7d2c1f3
com.nova.shop.Cart -> a.a:
# {"id":"sourceFile","fileName":"Cart.kt"}
    int count -> a
    1:1:int price(int):30:30 -> a
    1:1:int total():12 -> a
    2:5:int total():14:17 -> a
    6:6:void com.nova.shop.Log.write(java.lang.String):7:7 -> a
    6:6:void clear():20 -> a
    void <init>() -> <init>
    void open() -> b
    void shut(int) -> b
    java.lang.String label(int) -> c
com.nova.shop.NoStockException -> a.b:
`;
const mappings = [parseMapping(mapping) ?? expect.fail('no mapping')];
const text = (name: string, content: string) => ({ name, bytes: null, text: content, sha256: '' });
const symbolsOf = (...files: Parameters<typeof readSymbols>[0]) => readSymbols(files).symbols;

describe('retraceLine', () => {
  it.each([
    [
      '\tat a.a.a(SourceFile:1)',
      ['\tat com.nova.shop.Cart.price(Cart.java:30)', '\tat com.nova.shop.Cart.total(Cart.java:12)'],
    ],
    ['\tat a.a.a(SourceFile:4)', ['\tat com.nova.shop.Cart.total(Cart.java:16)']],
    ['\tat a.a.a(:6)', ['\tat com.nova.shop.Log.write(Log.java:7)', '\tat com.nova.shop.Cart.clear(Cart.java:20)']],
    ['\tat a.a.c(Unknown Source:9)', ['\tat com.nova.shop.Cart.label(Cart.java:9)']],
    // Two methods share the name and no line tells which: a wrong one would be worse than none.
    ['\tat a.a.b(SourceFile:3)', ['\tat com.nova.shop.Cart.b(SourceFile:3)']],
    ['\tat a.c.a(SourceFile:1)', ['\tat a.c.a(SourceFile:1)']],
    ['Caused by: a.b: none left', ['Caused by: com.nova.shop.NoStockException: none left']],
    ['a.b', ['com.nova.shop.NoStockException']],
    ['Process: com.nova.shop, PID: 7', ['Process: com.nova.shop, PID: 7']],
  ])('%j', (line, expected) => {
    expect(retraceLine(line, mappings)).toEqual(expected);
  });

  it('is refused other texts', () => {
    expect([parseMapping('hello'), parseMapping(''), parseMapping('{"version":3}')]).toEqual([null, null, null]);
  });
});

describe('a trace of two builds', () => {
  const trace = (thrown: string, cart: string, line: number) =>
    `FATAL EXCEPTION: main\nProcess: com.nova.shop, PID: 7\n${thrown}: none left\n\tat ${cart}(SourceFile:${line})\n\tat com.nova.shop.Main.run(SourceFile:9)`;
  const later = mapping.replace('-> a.a:', '-> c.d:').replace('-> a.b:', '-> c.e:').replace('7d2c1f3', '88aa77b');

  it('has one key when each is read with its mapping', () => {
    const one = symbolise(trace('a.b', 'a.a.a', 4), symbolsOf(text('mapping.txt', mapping)));
    const other = symbolise(trace('c.e', 'c.d.a', 5), symbolsOf(text('mapping.txt', later)));
    expect(fingerprintText(one.text).keys.strict).toBe(fingerprintText(other.text).keys.strict);
    expect(fingerprintText(one.text).title).toBe('NoStockException in com.nova.shop.Cart.total');
  });

  it('takes the mapping that the trace names', () => {
    const both = symbolsOf(text('a', mapping), text('b', later.replace('com.nova.shop.Cart', 'com.nova.Wrong')));
    const named = trace('a.b', 'a.a.a', 4).replaceAll('SourceFile', 'r8-map-id-7d2c1f3');
    expect(symbolise(named, both).text).toContain('com.nova.shop.Cart.total');
    expect(symbolise(named.replaceAll('7d2c1f3', '1234567'), both).changed).toBe(0);
  });
});

it('keeps no home of who built it in what is prepared of a source map', () => {
  const sources = bundleMap.sources.map((source) => `file:///home/zquill/app/${source}`);
  const map = parseSourceMap({ ...bundleMap, sources }) ?? expect.fail('no map');
  const prepared = JSON.stringify([...mapEntries(map)], (_, value) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  );
  expect(prepared).not.toContain('zquill');
  expect(prepared).toContain(`/home/<user>/app/${bundleMap.sources[0]}`);
});

describe('a source map', () => {
  const symbols = symbolsOf(text('app.min.js.map', JSON.stringify(bundleMap)));

  it('gives a stack its functions, files and lines', () => {
    const { text: named } = symbolise(minifiedStack, symbols);
    expect(named.split('\n').slice(1)).toEqual([
      '    at ../app.js:2:56',
      '    at Array.reduce (<anonymous>)',
      '    at total (../app.js:1:81)',
      '    at checkout (../app.js:3:38)',
      '    at main (../app.js:4:25)',
      '    at ../app.js:5:6',
    ]);
  });

  it('reads the stack of an error that came as JSON', () => {
    const report = JSON.stringify({ name: 'TypeError', message: 'x', stack: minifiedStack });
    expect(fingerprintText(symbolise(report, symbols).text).reading.parts.strict).toEqual([
      'TypeError',
      'total',
      'checkout',
      'main',
    ]);
  });

  it('leaves other bundles alone', () => {
    expect(symbolise(minifiedStack.replaceAll('app.min', 'other'), symbols).changed).toBe(0);
  });

  it('may come in sections', () => {
    const indexed = {
      version: 3,
      sections: [
        { offset: { line: 0, column: 0 }, map: { version: 3, sources: ['a.js'], names: [], mappings: 'AAAA' } },
        { offset: { line: 2, column: 4 }, map: { version: 3, sources: ['b.js'], names: ['f'], mappings: 'AAAAA' } },
      ],
    };
    const map = parseSourceMap(indexed) ?? expect.fail('no map');
    expect([originalPlace(map, 1, 9)?.source, originalPlace(map, 2, 9), originalPlace(map, 3, 3)]).toEqual([
      'a.js',
      null,
      null,
    ]);
    expect(originalPlace(map, 3, 4)).toEqual({ source: 'b.js', line: 1, column: 0, name: 'f' });
  });

  it('says what was put into it, at every place', () => {
    const rows = fc.array(fc.array(fc.tuple(fc.nat(500), fc.nat(3), fc.nat(9000), fc.nat(300)), { maxLength: 6 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(rows, (lines) => {
        const sorted = lines.map((line) =>
          line.toSorted((a, b) => a[0] - b[0]).filter((one, at, all) => one[0] !== all[at + 1]?.[0]),
        );
        const map = parseSourceMap({ version: 3, sources: ['a', 'b', 'c', 'd'], names: [], mappings: encoded(sorted) });
        for (const [at, line] of sorted.entries())
          for (const [column, source, row, original] of line)
            expect(map === null ? null : originalPlace(map, at + 1, column)).toEqual({
              source: 'abcd'[source],
              line: row + 1,
              column: original,
              name: '',
            });
      }),
      { numRuns: 100 },
    );
  });

  it('does not mind what is none', () => {
    for (const value of [null, 7, {}, { version: 2 }, { version: 3, sources: [] }])
      expect(parseSourceMap(value)).toBeNull();
    expect(parseSourceMap({ version: 3, sources: [1], mappings: 'A!A,gggggggggggggggg' })?.sources).toEqual(['']);
  });
});

function encoded(lines: readonly (readonly (readonly [number, number, number, number])[])[]): string {
  const last = [0, 0, 0, 0];
  return lines
    .map((line) => {
      last[0] = 0;
      return line
        .map((segment) =>
          segment
            .map((value, at) => {
              const difference = value - (last[at] ?? 0);
              last[at] = value;
              return vlq(difference);
            })
            .join(''),
        )
        .join(',');
    })
    .join(';');
}

function vlq(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let out = '';
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    out += 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'[rest > 0 ? digit + 32 : digit];
  } while (rest > 0);
  return out;
}
