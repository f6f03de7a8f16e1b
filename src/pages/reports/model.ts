// Turns a report into what its page prints: who sent it from where, its text and files, and the life of its device until then.
import type { Moment } from '../../domain/device/timeline.ts';
import { type MomentView, momentView } from '../device/moments.ts';
import type { Versions } from '../issues/model.ts';
import { printableLine, printableText } from '../printable.ts';
import { issuePathOf } from '../ways.ts';
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
};

export type ReportPageParts = ReportWithFiles & {
  readonly text: string | null;
  readonly moments: readonly Moment[];
  readonly versions: Versions;
  readonly nowMs: number;
};

/** Some screens of it; the whole of a long log is one command away. */
const maxShownChars = 64 * 1024;

const kinds = { crash: 'Crash', bug: 'Bug', idea: 'Idea' } as const;

export function reportPageModel({ text, moments, versions, nowMs, ...each }: ReportPageParts): ReportPageModel {
  const { report } = each;
  const { product } = report;
  return {
    ...reportRow(each, nowMs),
    product: printableLine(product),
    kind: kinds[report.kind],
    issue: { number: report.issueNumber, href: issuePathOf({ product, number: report.issueNumber }) },
    text: text === null ? null : printableText(text.slice(0, maxShownChars)),
    isCut: (text ?? '').length > maxShownChars,
    moments: moments.map((moment) => momentView(product, moment, { versions, nowMs })),
  };
}
