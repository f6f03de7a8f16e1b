// Says the moments of a device's life in words.
import type { Moment } from '../../domain/device/timeline.ts';
import type { Versions } from '../issues/model.ts';
import { versionOf } from '../issues/model.ts';
import type { Tone } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { issuePathOf, reportPathOf } from '../ways.ts';
import { type Instant, instantOf } from '../when.tsx';

export type MomentView = {
  readonly at: Instant | null;
  readonly title: string;
  readonly tone: Tone;
  /** Why it failed, or what was reported; empty for nothing. */
  readonly detail: string;
  readonly detailHref: string | null;
  readonly issue: { readonly number: number; readonly href: string } | null;
};

const words: Readonly<Record<Moment['what'], { said: string; tone: Tone }>> = {
  enrolled: { said: 'Enrolled', tone: 'plain' },
  'install-accepted': { said: 'Took build', tone: 'cool' },
  restarting: { said: 'Restarts into build', tone: 'cool' },
  'install-confirmed': { said: 'Runs build', tone: 'good' },
  'install-failed': { said: 'Could not install build', tone: 'bad' },
  'checked-in': { said: 'Said it is well, on build', tone: 'plain' },
  crashed: { said: 'Counted crashes on build', tone: 'bad' },
  reported: { said: 'Reported about build', tone: 'accent' },
};

type Looked = { readonly versions: Versions; readonly nowMs: number };

export function momentView(product: string, moment: Moment, { versions, nowMs }: Looked): MomentView {
  const { what, build, detail, issue, of, atMs } = moment;
  const { said, tone } = words[what];
  return {
    at: instantOf(atMs, nowMs),
    title: build === null ? said.replace(/,? (on|about|into)? ?build$/, '') : `${said} ${versionOf(build, versions)}`,
    tone,
    detail: printableLine(detail ?? '', 200),
    detailHref: what === 'reported' ? reportPathOf({ product, id: of }) : null,
    issue: issue === null ? null : { number: issue, href: issuePathOf({ product, number: issue }) },
  };
}
