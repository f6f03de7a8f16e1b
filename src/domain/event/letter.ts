// What reporters are written about their issue, and which addresses can be written to.
import type { Event } from './event.ts';

/** `subject` is one line without anything that could steer a mail; `text` what happened, in a sentence or more. */
export type Letter = { readonly subject: string; readonly text: string };

/** About `number`; with `reportedAs`, only those whose reports came into that issue first, or with one that was merged into it. */
export type News = Letter & {
  readonly eventId: string;
  readonly product: string;
  readonly number: number;
  readonly reportedAs: number | null;
};

/** Null for what reporters need not hear of. */
export function deriveNews(event: Event): News | null {
  const words = wordsOf(event);
  if (words === null || !('issue' in event.data)) return null;
  const { issue } = event.data;
  const { id: eventId, product } = event;
  const subject = oneLine(
    issue.hidden ? `[${product}] Issue ${issue.number}` : `[${product}] Issue ${issue.number}: ${issue.title}`,
  );
  const to =
    issue.mergedInto === null
      ? { number: issue.number, reportedAs: null }
      : { number: issue.mergedInto, reportedAs: issue.number };
  return { eventId, product, ...to, subject, text: words };
}

function wordsOf(event: Event): string | null {
  switch (event.type) {
    case 'issue.changed':
      return withAsking(event.data);
    case 'issue.commented':
      return event.data.text;
    case 'issue.regressed':
      return 'It is back in a build that should have it fixed. It is looked at again.';
    case 'issue.merged':
      return `It is the same as issue ${event.data.issue.mergedInto}, and goes on there.`;
    default:
      return null;
  }
}

/** A fix is worth little before somebody tried it; who is asked, and when, the page knows. */
const withAsking = ({ issue, told }: Extract<Event, { type: 'issue.changed' }>['data']): string | null =>
  told !== null && issue.status === 'fixed'
    ? `${told} The page below asks you whether it is gone, as soon as your device can get that build.`
    : told;

const maxSubjectChars = 150;

/** No control character survives, so no header can begin in a title. */
const oneLine = (text: string): string =>
  Array.from(text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' '))
    .slice(0, maxSubjectChars)
    .join('')
    .trim();

/**
 * One mailbox in ASCII, in the forms that people have: narrower than RFC 5321, so that nothing in it is a second address,
 * a comment or a header. In lower case after the `@`.
 */
export function parseMailAddress(text: string): string | null {
  const [, local = '', domain = ''] =
    /^([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([A-Za-z0-9.-]{3,190})$/.exec(text) ?? [];
  const labels = domain.toLowerCase().split('.');
  const isDomain = labels.length >= 2 && labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  const isLocal = local !== '' && !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');
  return isDomain && isLocal ? `${local}@${labels.join('.')}` : null;
}
