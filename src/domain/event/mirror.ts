// Derives what an issue looks like in somebody else's tracker: ours leads, theirs follows.
import { isOpen } from '../issue/issue.ts';
import { type Event, type IssueFacts, titleOutside } from './event.ts';

export type MirrorDraft = {
  readonly number: number;
  /** Stands in the body over there, so that our own issue is found again after a crash. */
  readonly marker: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Null while it is open. */
  readonly closing: 'completed' | 'not-planned' | 'duplicate' | null;
  readonly comment: { readonly marker: string; readonly text: string } | null;
};

/** Every issue of ours carries it over there. */
export const mirrorLabel = 'orange-friday';
const statusPrefix = 'status: ';

/** Labels that we set and take away; all others are theirs. */
export const isOwnLabel = (label: string): boolean =>
  label === mirrorLabel || label === 'regressed' || label.startsWith(statusPrefix);

const maxTitleChars = 200;

/** Null for events that are not about an issue. */
export function deriveMirror(event: Event): MirrorDraft | null {
  if (!('issue' in event.data)) return null;
  const { issue } = event.data;
  const marker = `<!-- ${mirrorLabel} ${event.product}/${issue.number} -->`;
  return {
    number: issue.number,
    marker,
    title: quiet(oneLine(titleOutside(issue))),
    body: `Issue ${issue.number} of ${event.product}, as its devices and testers reported it. It is worked on there; what is closed here is not closed there.\n\n${marker}`,
    labels: [mirrorLabel, `${statusPrefix}${issue.status}`, ...(issue.regressed ? ['regressed'] : [])],
    closing: closingOf(issue),
    comment: commentOf(event),
  };
}

function closingOf({ status, regressed }: IssueFacts): MirrorDraft['closing'] {
  if (isOpen({ status, regressedMs: regressed ? 1 : null })) return null;
  if (status === 'duplicate') return 'duplicate';
  return status === 'fixed' ? 'completed' : 'not-planned';
}

function commentOf(event: Event): MirrorDraft['comment'] {
  const text = wordsOf(event);
  if (text === null) return null;
  const marker = `<!-- ${mirrorLabel} ${event.id} -->`;
  return { marker, text: `${quiet(text)}\n\n${marker}` };
}

function wordsOf(event: Event): string | null {
  switch (event.type) {
    case 'issue.changed':
      return event.data.told;
    case 'issue.commented':
      return event.data.text;
    case 'issue.regressed':
      return 'It is back in a build that should have it fixed.';
    case 'issue.merged':
      return `It goes on in issue ${event.data.issue.mergedInto}.`;
    case 'issue.split':
      return `Its reports were of issue ${event.data.from} before.`;
    default:
      return null;
  }
}

const oneLine = (text: string): string => {
  const signs = Array.from(text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ').trim());
  return signs.length > maxTitleChars ? `${signs.slice(0, maxTitleChars - 1).join('')}…` : signs.join('') || 'Untitled';
};

/** Words of reporters call nobody, close nothing and pretend to be no marker: a zero-width space behind what would. */
const quiet = (text: string): string => text.replace(/[@#!](?=[\p{L}\p{N}_-])/gu, '$&\u200B');
