// Personal data leaves every text, what identifies a fault stays, and no input takes long.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, cutLines, maxLineChars } from '../../../src/domain/privacy/clean-text.ts';
import { deriveFingerprint } from '../../../src/domain/report/fingerprint.ts';
import { crashSamples } from '../../samples/crashes.ts';
import { escapedSeeds, innocentEscapes } from './escaped-seeds.ts';
import { innocent as innocentLines, rareSeeds, seeds as usualSeeds } from './seeds.ts';

const seeds = [...usualSeeds, ...rareSeeds, ...escapedSeeds];
const innocent = [...innocentLines, ...innocentEscapes];

describe('cleanText', () => {
  it.each(seeds)('removes what is personal from %s', (line, secret) => {
    const { text, removed } = cleanText(`before ${line}\nafter`);
    expect(text).not.toContain(secret);
    expect(text.startsWith('before ') && text.endsWith('\nafter')).toBe(true);
    expect(Object.values(removed).reduce((sum, times) => sum + times, 0)).toBeGreaterThan(0);
  });

  it.each(innocent)('leaves alone: %s', (line) => {
    expect(cleanText(line)).toEqual({ text: line, removed: {} });
  });

  it('changes no fingerprint of a crash', () => {
    for (const { kind, one } of crashSamples) {
      const print = (text: string) => deriveFingerprint({ kind: 'crash', title: '', text });
      expect([kind, print(cleanText(one).text)]).toEqual([kind, print(one)]);
    }
  });

  it('counts what it removed by kind', () => {
    expect(cleanText('a@b.de and c@d.de, /home/bob/x').removed).toEqual({ mail: 2, user: 1 });
  });

  it('changes nothing the second time', () => {
    const word = fc.oneof(fc.constantFrom(...seeds.map(([line]) => line), ...innocent), fc.string());
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.constantFrom('\n', '; then ', ' and '), (words, glue) => {
        const once = cleanText(words.join(glue)).text;
        expect(cleanText(once).text).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  it('takes its own mark for no element of markup', () => {
    const line = 'access_token="geheimnis99abc"; then </a>';
    const once = cleanText(line).text;
    expect(once).toBe('access_token="<token>"; then </a>');
    expect(cleanText(once)).toEqual({ text: once, removed: {} });
  });

  it('keeps every line where it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...seeds.map(([line]) => line), ...innocent), { maxLength: 20 }),
        (lines) => {
          const cleaned = cleanText(lines.join('\n')).text.split('\n');
          expect(cleaned).toHaveLength(Math.max(1, lines.length));
          for (const [at, line] of lines.entries()) if (innocent.includes(line)) expect(cleaned[at]).toBe(line);
        },
      ),
    );
  });

  it('knows frames that are clean, and cleans those that are not each time they come', () => {
    const clean = ['\tat com.nova.Lens.open(Lens.java:7)', '      #00 pc 0001f3a8  /system/lib64/libc.so (abort+4)'];
    const personal = ['\tat call +49 171 2345678 now', '      #01 pc 00012345  /home/alice/libx.so (run+4)'];
    const expected = ['\tat call <phone> now', '      #01 pc 00012345  /home/<user>/libx.so (run+4)'];
    for (let time = 0; time < 3; time += 1) {
      const { text, removed } = cleanText([clean[0], personal[0], personal[1], clean[1], clean[0]].join('\n'));
      expect(text.split('\n')).toEqual([clean[0], expected[0], expected[1], clean[1], clean[0]]);
      expect(removed).toEqual({ phone: 1, user: 1 });
    }
  });

  it('cleans lines between frames as if each stood alone', () => {
    const frames = ['\tat com.nova.Lens.shut(Lens.java:9)', '    #02 pc 0001f3a8  /system/lib64/libc.so (read+4)'];
    const line = fc.constantFrom(...frames, ...frames, ...seeds.map(([seed]) => seed), ...innocent, '');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        fc.pre(!/private key|°/i.test(lines.join()));
        expect(cleanText(lines.join('\n')).text).toBe(lines.map((one) => cleanText(one).text).join('\n'));
      }),
      { numRuns: 500 },
    );
  });

  it('cuts lines that nobody reads, and says how much', () => {
    const text = `a\n${'x'.repeat(maxLineChars + 7)}\nb`;
    expect(cutLines(text)).toBe(`a\n${'x'.repeat(maxLineChars)} [7 characters cut]\nb`);
  });
});

/** What backtracks over 400,000 characters takes minutes, which the time limit of a test ends. */
const shapes = [
  '1',
  '1 ',
  '@',
  'a@',
  'a.',
  '+1',
  'token=',
  'password:',
  'eyJ',
  '/home/',
  'ssid="',
  'lat=1.',
  'aa:',
  ' ',
  '-----BEGIN PRIVATE KEY-----',
  '\\Users\\',
  'a.b@c.d.e.',
  'phone 1',
  '/Users/<user> b ',
  'api_key_',
  '-1.2345 ',
  'ghp_',
  'cookie: ',
  'bearer ',
  '://a:',
  '$GPGGA,',
  '52°',
  '0171-',
  '://@',
  'eyJa.',
  'imei ',
  'a_',
  'Aa ',
  'Aastraße 1 weg ',
  '1 Aaa road ',
  'rue de la A ',
  'cn=A a ',
  'street: A b ',
  'abcdef12a',
  'user=A\\\\',
  'wifi:s:',
  '٤',
  'Aa @',
  'ssid=&quot;',
  '\x1b[1m=',
  'V1RKR2VXSkhSWFZr ',
];

it.each(shapes)('comes to an end on %j again and again', (shape) => {
  expect(cleanText(shape.repeat(Math.ceil(400_000 / shape.length))).text).not.toBe('');
});
