// Turns a tester's reports into what their pages print: what became of each, and whether they are asked something.
import type { Issue } from '../../domain/issue/issue.ts';
import type { Step } from '../../domain/loop/progress.ts';
import type { RetestAnswer } from '../../domain/loop/retest.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Tone } from '../parts.tsx';
import { printableLine, printableText } from '../printable.ts';
import { type Instant, instantOf } from '../when.tsx';

export type OwnReportParts = {
  readonly report: Report;
  readonly issue: Issue;
  /** Of the build that should fix it. */
  readonly version: string | null;
  readonly isAsked: boolean;
  readonly answer: RetestAnswer | null;
};

export type OwnReportRow = {
  readonly href: string;
  readonly title: string;
  readonly build: string;
  readonly product: string;
  readonly state: string;
  readonly tone: Tone;
  /** What its reporter is asked to do; empty for nothing. */
  readonly asked: string;
  readonly received: Instant | null;
};

/** In the words of the person who reported it, not of those who work on it. */
function stateOf({ issue, version, answer }: OwnReportParts): { state: string; tone: Tone } {
  if (issue.regressedMs !== null) return { state: 'Back again', tone: 'bad' };
  if (issue.status === 'fixed' && answer === 'fixed') return { state: 'Fixed, thank you', tone: 'good' };
  if (issue.status === 'fixed' && version === null)
    return { state: `A fix comes in ${printableLine(issue.fixedIn ?? 'a build')}`, tone: 'cool' };
  if (issue.status === 'fixed') return { state: `Fixed in ${printableLine(version ?? '')}`, tone: 'good' };
  if (issue.status === 'in-progress') return { state: 'Being worked on', tone: 'cool' };
  if (issue.status === 'triaged') return { state: 'Looked at', tone: 'cool' };
  return issue.status === 'wont-fix' ? { state: 'Stays as it is', tone: 'plain' } : { state: 'Received', tone: 'warn' };
}

export const ownReportPathOf = ({ product, id }: Pick<Report, 'product' | 'id'>): string =>
  `/my-reports/${encodeURIComponent(product)}/${encodeURIComponent(id)}`;

export function ownReportRow(parts: OwnReportParts, nowMs: number): OwnReportRow {
  const { report, version, isAsked } = parts;
  return {
    href: ownReportPathOf(report),
    title: printableLine(report.title, 200),
    build: printableLine(report.reportedBuild),
    product: report.product,
    ...stateOf(parts),
    asked: isAsked ? `Please try ${printableLine(version ?? '')}` : '',
    received: instantOf(report.receivedMs, nowMs),
  };
}

export type StepView = {
  readonly at: Instant | null;
  readonly title: string;
  readonly tone: Tone;
  /** Words of somebody; empty for none. */
  readonly text: string;
};

const words: Readonly<
  Record<Exclude<Step['kind'], 'received' | 'promised' | 'fixed' | 'asked' | 'answered' | 'retested'>, string>
> = {
  reopened: 'It is open again',
  triaged: 'Somebody looked at it',
  'in-progress': 'It is being worked on',
  'wont-fix': 'It will stay as it is',
  same: 'It is the same as another report, and goes on there',
  regressed: 'It is back: we look at it again',
  thanked: 'Thank you: you told us that it is fixed',
};

const tones: Readonly<Partial<Record<Step['kind'], Tone>>> = {
  promised: 'cool',
  fixed: 'good',
  thanked: 'good',
  asked: 'accent',
  answered: 'cool',
  regressed: 'bad',
};

function titleOf(step: Step): string {
  switch (step.kind) {
    case 'received':
      return `Received, about build ${printableLine(step.build)}`;
    case 'promised':
      return `A fix is made: it comes with build ${printableLine(step.build)}`;
    case 'fixed':
      return step.isAgain
        ? `It was back, and is fixed again in build ${printableLine(step.build)}`
        : `Fixed in build ${printableLine(step.build)}`;
    case 'asked':
      return `You are asked to try build ${printableLine(step.build)}`;
    case 'answered':
      return step.isEarlier ? 'An answer to others, before you reported' : 'An answer for you';
    case 'retested':
      return `You said of build ${printableLine(step.build)}: ${step.answer === 'fixed' ? 'it is fixed' : 'it is still there'}`;
    default:
      return words[step.kind];
  }
}

const textOf = (step: Step): string =>
  step.kind === 'answered' ? printableText(step.text) : step.kind === 'retested' ? printableText(step.remark) : '';

export type OwnReportModel = OwnReportRow & {
  readonly id: string;
  readonly issue: number;
  readonly steps: readonly StepView[];
  readonly files: readonly { readonly name: string; readonly href: string }[];
  /** Where all that is stored of it is downloaded. */
  readonly dataHref: string;
  /** As it is stored, without personal data; empty when it is gone. */
  readonly text: string;
  /** The build to try, for the form; null where nobody is asked. */
  readonly retest: { readonly build: string; readonly version: string; readonly answer: RetestAnswer | null } | null;
  readonly credit: string;
  /** Whether they are written to; null where no letters are written. */
  readonly mail: 'none' | 'asked' | 'agreed' | null;
  /** The link that its reporter came by; empty for none. */
  readonly link: string;
  /** What was just done, or went wrong. */
  readonly note: { readonly text: string; readonly tone: 'good' | 'bad' } | null;
  /** What they wrote into forms that were not taken: in the fields again. */
  readonly written: Written;
};

export type Written = { readonly remark: string; readonly words: string };

/** As much as the form takes. */
const maxTextChars = 20_000;

export function ownReportModel(
  parts: OwnReportParts & {
    readonly steps: readonly Step[];
    readonly files: readonly string[];
    readonly text: string;
    readonly buildId: string | null;
    readonly mayRetest: boolean;
    readonly credit: string | null;
    readonly mail: OwnReportModel['mail'];
    readonly link: string | null;
    readonly note: OwnReportModel['note'];
    readonly written: Written;
  },
  nowMs: number,
): OwnReportModel {
  const { report, issue, version, answer, buildId, mayRetest, credit, mail, link, note, written, steps, files, text } =
    parts;
  const path = ownReportPathOf(report);
  const byLink = link === null ? '' : `?${new URLSearchParams({ link })}`;
  return {
    ...ownReportRow(parts, nowMs),
    id: printableLine(report.id),
    issue: issue.number,
    steps: steps.map((step) => ({
      at: instantOf(step.atMs, nowMs),
      title: titleOf(step),
      tone: tones[step.kind] ?? 'plain',
      text: textOf(step),
    })),
    files: files.map((name) => ({
      name: printableLine(name),
      href: `${path}/files/${encodeURIComponent(name)}${byLink}`,
    })),
    dataHref: `${path}/data${byLink}`,
    text: printableText(text.slice(0, maxTextChars)),
    retest:
      mayRetest && buildId !== null ? { build: buildId, version: printableLine(version ?? buildId), answer } : null,
    credit: printableLine(credit ?? ''),
    mail,
    link: link ?? '',
    note,
    written,
  };
}
