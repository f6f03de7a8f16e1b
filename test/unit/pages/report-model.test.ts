// The report form: every mistake beside its field, nothing typed lost, no product slipped in.
import { describe, expect, it } from 'vitest';
import { type ReportParts, reportModel } from '../../../src/pages/report/model.ts';

const values = {
  id: 'f-1',
  product: 'nova',
  build: '1.4.0',
  device: '',
  kind: 'bug',
  title: 'T',
  text: 'X',
  token: '',
  same: '',
  agree: '',
  credit: '',
  mail: '',
};
const limits = { titleChars: 200, textChars: 20_000, creditChars: 60, files: 8, fileMib: 8 };
const parts = (changes: Partial<ReportParts> = {}): ReportParts => ({
  values,
  problems: [],
  mayReport: true,
  tester: null,
  mayMail: false,
  suggestions: [],
  products: ['luna', 'nova'],
  account: { name: 'ada', role: 'engineer', product: null },
  limits,
  ...changes,
});

describe('mistakes', () => {
  it('stand beside their field, what and how to mend it, the first of each', () => {
    const problems = [
      { where: 'build', what: 'No.', fix: 'Write it.' },
      { where: 'build', what: 'No again.', fix: 'Mend it.' },
    ];
    expect(reportModel(parts({ problems }))).toMatchObject({ errors: { build: 'No. Write it.' }, note: null, values });
  });

  it('that belong to no field are told above the form', () => {
    const problems = ['form', 'id', '__proto__'].map((where) => ({
      where,
      what: `${where} is off.`,
      fix: 'Send it again.',
    }));
    const model = reportModel(parts({ problems }));
    expect(model.note).toBe('form is off. Send it again. id is off. Send it again. __proto__ is off. Send it again.');
    expect(model.errors).toEqual({});
  });
});

describe('products', () => {
  it('stay what was typed, even one that is not there', () => {
    expect(reportModel(parts({ values: { ...values, product: 'gone' } })).products).toEqual(['gone', 'luna', 'nova']);
    expect(reportModel(parts()).products).toEqual(['luna', 'nova']);
    expect(reportModel(parts({ products: null })).products).toBeNull();
  });
});

describe('the device token', () => {
  it('is asked for where the session does not do, and says why', () => {
    expect(reportModel(parts()).tokenHint).toBeNull();
    expect(reportModel(parts({ mayReport: false, account: null })).tokenHint).toContain('Engineers log in instead');
    expect(reportModel(parts({ mayReport: false })).tokenHint).toContain('only reads');
  });
});
