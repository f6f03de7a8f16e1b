// Release notes of a build: the issues that it fixes, and who of those that reported them agreed to be named.
import type { IssueStatus } from '../issue/issue.ts';
import { cleanText } from '../privacy/clean-text.ts';
import type { ReportKind } from '../report/report.ts';

export type FixedIssue = {
  readonly number: number;
  readonly kind: ReportKind;
  readonly title: string;
  readonly status: IssueStatus;
  readonly regressedMs: number | null;
  readonly devices: number;
  /** As they gave them, in the order in which they reported. */
  readonly credits: readonly string[];
};

export type NotedIssue = Pick<FixedIssue, 'number' | 'kind' | 'title' | 'devices' | 'credits'>;

export type BuildNotes = {
  readonly product: string;
  readonly build: string;
  readonly version: string;
  readonly vendorVersion: string | null;
  readonly issues: readonly NotedIssue[];
  /** Everybody who is named, once, in the order in which they first reported. */
  readonly credits: readonly string[];
};

export const maxCreditChars = 60;

/** A name that somebody wants to be thanked by: one line without invisible signs, cleaned of personal data; null for none. */
export function cleanCredit(name: string): string | null {
  const line = cleanText(name)
    .text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s{2,}/gu, ' ')
    .trim();
  const signs = Array.from(line).slice(0, maxCreditChars).join('').trim();
  return signs === '' ? null : signs;
}

/** An issue that came back is not fixed by the build, whatever was said before. */
export function deriveNotes(
  build: Pick<BuildNotes, 'product' | 'build' | 'version' | 'vendorVersion'>,
  fixed: readonly FixedIssue[],
): BuildNotes {
  const issues = fixed
    .filter(({ status, regressedMs }) => status === 'fixed' && regressedMs === null)
    .map(({ number, kind, title, devices, credits }) => ({
      number,
      kind,
      title: cleanText(title).text,
      devices,
      credits: [...new Set(credits)],
    }));
  return { ...build, issues, credits: [...new Set(issues.flatMap(({ credits }) => credits))] };
}
