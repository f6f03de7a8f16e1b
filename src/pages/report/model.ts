// What the page to report a bug prints: what was typed, what was wrong with it, and who may send it.
import type { Account } from '../layout.tsx';
import { printableLine } from '../printable.ts';
import type { Suggestion } from './similar.tsx';

export const reportFieldNames = [
  'token',
  'kind',
  'product',
  'build',
  'title',
  'text',
  'same',
  'files',
  'device',
  'credit',
  'mail',
] as const;
export type ReportFieldName = (typeof reportFieldNames)[number];

export type ReportValues = Readonly<Record<Exclude<ReportFieldName, 'files'> | 'id' | 'agree', string>>;

export type ReportProblem = { readonly where: string; readonly what: string; readonly fix: string };

export type ReportModel = {
  readonly values: ReportValues;
  readonly errors: Readonly<Partial<Record<ReportFieldName, string>>>;
  /** What concerns the whole form; null when nothing does. */
  readonly note: string | null;
  /** The products to choose from; null where the visitor may not see them and types one. */
  readonly products: readonly string[] | null;
  /** Why a device token is asked for; null for those who may report by their session. */
  readonly tokenHint: string | null;
  /** The device that the browser speaks for; null where a person or a token says who reports. */
  readonly tester: string | null;
  /** Whether a device may be named: by people, who speak for any, and where a link or a form did. */
  readonly hasDevice: boolean;
  /** Whether the service writes letters. */
  readonly mayMail: boolean;
  /** Open issues that say the same. */
  readonly suggestions: readonly Suggestion[];
  readonly account: Account | null;
  readonly limits: {
    readonly titleChars: number;
    readonly textChars: number;
    readonly creditChars: number;
    readonly files: number;
    readonly fileMib: number;
  };
};

export type ReportParts = Omit<ReportModel, 'errors' | 'note' | 'tokenHint' | 'hasDevice'> & {
  readonly problems: readonly ReportProblem[];
  readonly mayReport: boolean;
};

const tokenHints = {
  visitor: 'What enrolment gave your device; it starts with od_. Engineers log in instead.',
  reader: 'Your access token only reads. Give the token that enrolment gave your device; it starts with od_.',
};

export function reportModel({ problems, mayReport, values, products, tester, ...rest }: ReportParts): ReportModel {
  const { account } = rest;
  const errors: Partial<Record<ReportFieldName, string>> = {};
  const others: string[] = [];
  for (const { where, what, fix } of problems) {
    const sentence = printableLine(`${what} ${fix}`);
    const name = reportFieldNames.find((known) => known === where);
    if (name === undefined) others.push(sentence);
    else errors[name] ??= sentence;
  }
  return {
    values,
    errors,
    note: others.length === 0 ? null : others.join(' '),
    // A product that is not in the list must not turn silently into another one.
    products:
      products === null || values.product === '' || products.includes(values.product)
        ? products
        : [values.product, ...products],
    tester: tester === null ? null : printableLine(tester),
    hasDevice: tester === null && (mayReport || values.device !== ''),
    tokenHint: mayReport ? null : account === null ? tokenHints.visitor : tokenHints.reader,
    ...rest,
  };
}
