// A line that was looked at is left out the next time, and what depends on the lines around it is looked at each time.
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { endOfLine, keepClean, listRuns } from '../../../src/domain/privacy/known-lines.ts';

const known = (text: string): boolean[] => listRuns(text).map(({ isKnown }) => isKnown);

describe('known lines', () => {
  it('are those that were clean, and no others', () => {
    const text =
      '*** *** of unit 7\nABI: arm64 of unit 7\nmail ada@example.org to unit 7\n  at unit7.Lens.open(Lens.java:7)\n';
    expect(known(text)).toEqual([false]);
    cleanText(text);
    expect(known(text)).toEqual([true, false, true]);
    expect(listRuns(text).map(({ from, to, lines }) => [text.slice(from, to).split('\n')[0], lines])).toEqual([
      ['*** *** of unit 7', 2],
      ['mail ada@example.org to unit 7', 1],
      ['  at unit7.Lens.open(Lens.java:7)', 1],
    ]);
  });

  it('are not looked for in long lines and long logs', () => {
    const line = `${'x'.repeat(700)}\n`;
    const log = 'a line of a log\n'.repeat(5_000);
    for (const text of [line, log]) {
      cleanText(text);
      expect(known(text)).toEqual([false]);
    }
  });

  it('hold no line that means something else among others', () => {
    const joined = 'radio 7 joined "Cafe Ada"';
    const degrees = 'at 52°';
    for (const line of [joined, degrees]) expect(cleanText(line).text).toBe(line);
    for (const line of ['network 7 is up', "31.2'N of unit 7"]) expect(cleanText(line).text).toBe(line);
    expect(cleanText(`network 7 is up\n${joined}`).text).toBe('network 7 is up\nradio 7 joined "<ssid>"');
    expect(cleanText(`${degrees}\n31.2'N of unit 7`).text).toBe('at <place> of unit 7');
    const key = 'MIIEow7IBAAKCAQEA0Z3VS5JJcds3xfn\n';
    expect(cleanText(key).text).toBe(key);
    expect(cleanText(`-----BEGIN RSA PRIVATE KEY-----\n${key}-----END RSA PRIVATE KEY-----`).text).toBe('<token>');
  });

  it('are not taken for the beginning of what stands on the next one', () => {
    const text = 'in ada@tower\nsrc]$ end\n';
    expect(cleanText(`${text}[ada@tower src]$ ls`).text).toBe(`${text}[<user>@<host> src]$ ls`);
  });

  it('are no stack that only begins and ends like one, and is as long', () => {
    const frame = (said: string) => `\tat stack7.Lens.open(Lens.java:7) of a long frame that is the same ${said}\n`;
    const stackOf = (said: string) => frame('at the start') + frame(said) + frame('at the end');
    const mail = 'ada@example.org';
    const clean = stackOf('x'.repeat(mail.length));
    for (let times = 0; times < 3; times += 1) expect(cleanText(clean).text).toBe(clean);
    expect(known(clean)).toEqual([true]);
    expect(cleanText(stackOf(mail)).text).toBe(stackOf('<mail>'));
  });

  it('are compared line by line with what became of them', () => {
    keepClean('same 7\nother 7\nlast 7', 'same 7\n<user>\nlast 7');
    expect(known('same 7\nother 7\nlast 7')).toEqual([true, false, true]);
  });

  it('end where the text does', () => {
    expect([endOfLine('ab\ncd', 0), endOfLine('ab\ncd', 3), endOfLine('', 0)]).toEqual([3, 5, 0]);
  });
});
