// What reaches a terminal: clean text, columns that line up, figures that people read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceWords, permilleWords, sizeWords } from '../../../src/cli/terminal/figures.ts';
import { encodeJson } from '../../../src/cli/terminal/printer.ts';
import { fitLine, fittedTable, measureWidth, table } from '../../../src/cli/terminal/table.ts';
import { cleanText, good, type Line, plainLine, renderLine, strong } from '../../../src/cli/terminal/words.ts';

const steering = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const anyText = fc.string({ unit: 'binary' });

describe('text', () => {
  it('loses everything that steers, and nothing else', () => {
    fc.assert(fc.property(anyText, (text) => !steering.test(cleanText(text))));
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => cleanText(text) === text));
    expect(cleanText('Größe 升级 ✓ é')).toBe('Größe 升级 ✓ é');
  });

  it('is coloured after it is cleaned, so colours of others do not pass', () => {
    const line = [strong('\u001b[31mred'), ' ', good('ok')];
    expect(renderLine(line, true)).toBe('\u001b[1m[31mred\u001b[22m \u001b[32mok\u001b[39m');
    expect(plainLine(line)).toBe('[31mred ok');
  });

  it('stands in JSON without a character that steers, and comes back the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = encodeJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        return !steering.test(text.replaceAll('\n', ''));
      }),
    );
  });
});

describe('a table', () => {
  const rows = [
    { name: 'a', devices: 5 },
    { name: '升级', devices: 12_000 },
  ];

  it('lines up its columns, wide characters among them, numbers on the right', () => {
    const lines = table(
      rows,
      [
        { title: 'name', of: ({ name }) => name },
        { title: 'devices', of: ({ devices }) => devices, align: 'right' },
        { title: 'end', of: () => 'x' },
      ],
      'none',
    );
    expect(lines.map(plainLine)).toEqual(['name  devices  end', 'a           5  x', '升级    12000  x']);
  });

  it('says so when there is nothing', () => {
    expect(table([], [{ title: 'x', of: () => '' }], 'Nothing.').map(plainLine)).toEqual(['Nothing.']);
  });

  it('leaves out what a narrow terminal can do without, then cuts what comes last: a row is a line', () => {
    const title = 'IllegalStateException in com.nova.dialer.PartR17.run17';
    const columns = [
      { title: 'issue', of: () => '17', align: 'right' as const },
      { title: 'owner', of: () => 'ada', spare: 2 },
      { title: 'last', of: () => '51 min ago', spare: 1 },
      { title: 'title', of: () => title },
    ];
    const fitted = (width: number | null) => fittedTable([{}], columns, { none: '', width }).map(plainLine);
    expect(fitted(null)).toEqual(['issue  owner  last        title', `   17  ada    51 min ago  ${title}`]);
    expect(fitted(80)).toEqual(['issue  owner  last        title', `   17  ada    51 min ago  ${title}`]);
    expect(fitted(60)[1]).toBe(`   17  51 min ago  ${title.slice(0, 40)}…`);
    expect(fitted(30)[1]).toBe(`   17  ${title.slice(0, 22)}…`);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (width) =>
        fitted(width).every((line) => measureWidth(line) <= width),
      ),
    );
  });

  it('never cuts a line to more cells than there are', () => {
    fc.assert(
      fc.property(fc.array(anyText.map(cleanText)), fc.integer({ min: 1, max: 60 }), (words, width) => {
        const line: Line = words;
        const fitted = plainLine(fitLine(line, width));
        expect(measureWidth(fitted)).toBeLessThanOrEqual(width);
        if (measureWidth(plainLine(line)) <= width) expect(fitted).toBe(plainLine(line));
      }),
    );
  });
});

describe('figures', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [314_572_800, '300 MiB'],
    [1_610_612_736, '1.5 GiB'],
    [2 ** 52, '4096 TiB'],
  ])('%i bytes are %s', (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });

  it('are short', () => {
    expect([permilleWords(5), permilleWords(10), permilleWords(1000)]).toEqual(['0.5 %', '1 %', '100 %']);
    expect([distanceWords(7_200_000, 0), distanceWords(0, 90_000)]).toEqual(['in 2 h', '90 s ago']);
  });
});
