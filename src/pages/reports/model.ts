// Turns a report into what its page prints: who sent it from where, its text and files, and the life of its device until then.
import type { Moment } from '../../domain/device/timeline.ts';
import type { Report } from '../../domain/report/report.ts';
import { type MomentView, momentView } from '../device/moments.ts';
import type { Versions } from '../issues/model.ts';
import { printableLine, printableText } from '../printable.ts';
import { issuePathOf, reportPathOf } from '../ways.ts';
import { type ReportRow, type ReportWithFiles, reportRow } from './row.ts';

export type ReportPageModel = ReportRow & {
  readonly product: string;
  readonly kind: string;
  readonly issue: { readonly number: number; readonly href: string };
  /** Null when storage no longer holds it. */
  readonly text: string | null;
  readonly isCut: boolean;
  /** What its device did until then, newest first. */
  readonly moments: readonly MomentView[];
  /** Crashes that were found in its files or its log, the newest first. */
  readonly inside: readonly ReportLink[];
  readonly foundIn: ReportLink | null;
};

export type ReportLink = { readonly href: string; readonly title: string };

export type ReportPageParts = ReportWithFiles & {
  readonly text: string | null;
  readonly moments: readonly Moment[];
  readonly versions: Versions;
  readonly inside: readonly Report[];
  readonly foundIn: Report | null;
  readonly nowMs: number;
};

/** Some screens of it; the whole of a long log is one command away. */
const maxShownChars = 64 * 1024;

const kinds = { crash: 'Crash', bug: 'Bug', idea: 'Idea' } as const;

export function reportPageModel({ text, moments, versions, nowMs, ...each }: ReportPageParts): ReportPageModel {
  const { report, inside, foundIn } = each;
  const { product } = report;
  return {
    ...reportRow(each, nowMs),
    product: printableLine(product),
    kind: kinds[report.kind],
    issue: { number: report.issueNumber, href: issuePathOf({ product, number: report.issueNumber }) },
    text: text === null ? null : printableText(text.slice(0, maxShownChars)),
    isCut: (text ?? '').length > maxShownChars,
    moments: moments.map((moment) => momentView(product, moment, { versions, nowMs })),
    inside: inside.map(linkOf),
    foundIn: foundIn === null ? null : linkOf(foundIn),
  };
}

const linkOf = (report: Report): ReportLink => ({
  href: reportPathOf(report),
  title: printableLine(report.title, 200) || 'Without words',
});
