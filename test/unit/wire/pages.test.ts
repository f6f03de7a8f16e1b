// Forms of the pages: where a login may lead, and how a report is read field by field.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxTextBytes } from '../../../src/domain/issue/filing.ts';
import { parseNextPath, parsePastedToken } from '../../../src/wire/pages/login.ts';
import {
  maxFormTextChars,
  parseReportForm,
  type ReportFields,
  reportForm,
} from '../../../src/wire/pages/report-form.ts';
import { scriptPayloads } from '../pages/hostile.ts';

describe('where a login leads', () => {
  it.each(['/', '/rollouts', '/rollouts/7?live=off', '/report?product=nova&build=1.4.0%2B1#x'])(
    '%s is a path of ours',
    (path) => {
      expect(parseNextPath(path)).toBe(path);
    },
  );

  it('is never another host, however it is written', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '//',
      '/\\',
      '@',
      ':',
      'http:',
      'evil.example',
      '\t',
      '\n',
      '.',
      '..',
      '%2f',
      '%5c',
      ' ',
      '?',
      '#',
    );
    const paths = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(paths, fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
        const target = new URL(parseNextPath(text), 'https://own.example/login');
        expect(target.origin).toBe('https://own.example');
      }),
      { numRuns: 2000 },
    );
  });

  it('is not back to the door', () => {
    for (const path of ['/login', '/login?next=/', '/logout', undefined, ''])
      expect(parseNextPath(path)).toBe('/rollouts');
  });
});

it('a pasted token loses the white space round it and nothing else', () => {
  expect(parsePastedToken(' of_v_1\r\n')).toBe('of_v_1');
  for (const text of ['', ' ', 'a b', 'é', `${'x'.repeat(201)}`]) expect(parsePastedToken(text)).toBeNull();
});

describe('a report', () => {
  const fields = (changes: Partial<ReportFields> = {}): ReportFields => ({
    id: 'form-1',
    product: 'nova',
    build: '1.4.0',
    device: '',
    kind: 'bug',
    title: 'The torch stays on',
    text: 'After a call.',
    token: '',
    same: '',
    agree: '',
    credit: '',
    mail: '',
    ...changes,
  });
  const wrongIn = (changes: Partial<ReportFields>): string[] => {
    const parsed = parseReportForm(fields(changes));
    return parsed.ok ? [] : parsed.problems.map(({ where }) => where);
  };

  it('is read without the white space and the breaks that browsers add', () => {
    const parsed = parseReportForm(
      fields({ product: ' nova ', build: ' 1.4.0', device: ' SN-1 ', text: ' a\r\nb\rc ' }),
    );
    expect(parsed).toMatchObject({
      ok: true,
      value: { product: 'nova', build: '1.4.0', device: 'SN-1', text: 'a\nb\nc' },
    });
    expect(parseReportForm(fields())).toMatchObject({ ok: true, value: { device: null } });
  });

  it('has a title of one line without unseen signs', () => {
    const parsed = parseReportForm(fields({ title: '\u202eA\u0000\ttitle\u2028 of  two\r\nlines\u200f' }));
    expect(parsed).toMatchObject({ ok: true, value: { title: 'A title of two lines' } });
  });

  it('keeps what looks like code as what was written', () => {
    for (const payload of scriptPayloads) {
      expect(parseReportForm(fields({ title: payload, text: payload }))).toMatchObject({
        ok: true,
        value: { title: payload, text: payload },
      });
    }
  });

  it('tells every field that is wrong, each with what to do', () => {
    const all = { id: '', product: '', build: '', kind: '', title: '', text: '', device: 'a b' };
    expect(wrongIn(all)).toEqual(['id', 'product', 'build', 'device', 'kind', 'title', 'text']);
    const parsed = parseReportForm(fields(all));
    for (const { what, fix } of parsed.ok ? [] : parsed.problems)
      expect([what, fix]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
    expect(wrongIn({ kind: 'crash' })).toEqual(['kind']);
    expect(wrongIn({ id: '../../etc' })).toEqual(['id']);
  });

  it('of the longest text in the widest script fits into what a report may have', () => {
    for (const widest of ['表', '👍', 'é']) {
      const text = widest.repeat(maxFormTextChars / widest.length);
      const parsed = parseReportForm(fields({ text }));
      expect(parsed.ok && new TextEncoder().encode(parsed.value.text).length <= maxTextBytes).toBe(true);
    }
    expect(wrongIn({ text: 'x'.repeat(maxFormTextChars + 1) })).toEqual(['text']);
  });

  it('with fields left out is a form with empty fields', () => {
    expect(reportForm.parse({})).toEqual(fields({ id: '', product: '', build: '', kind: '', title: '', text: '' }));
  });
});
