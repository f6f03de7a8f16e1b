// Turns what users say through a Sentry SDK into a report of ours: a bug in their words, without their name and address.
import { contextLines, deviceOf, nameOf, normaliseId, oneLine } from './event.ts';
import { type Json, objectAt, textAt } from './json.ts';

export type SentryFeedback = {
  /** Of the feedback itself, or made from the id of the event that it is about. */
  readonly id: string | null;
  readonly title: string;
  readonly text: string;
  readonly release: string | null;
  readonly device: string | null;
  /** The event that it is about. */
  readonly about: string | null;
};

/** Items of type `feedback` are events with a context of that name, `user_report` is the older form. Null where nothing is said. */
export function readFeedback(type: string, content: Json): SentryFeedback | null {
  return type === 'feedback' ? readEventForm(content) : readOlderForm(content);
}

function readEventForm(event: Json): SentryFeedback | null {
  const feedback = objectAt(objectAt(event, 'contexts'), 'feedback');
  const said = textAt(feedback, 'message');
  if (said === null) return null;
  const about = normaliseId(textAt(feedback, 'associated_event_id'));
  return {
    id: normaliseId(textAt(event, 'event_id')),
    ...worded(said, about, contextLines(event)),
    release: nameOf(textAt(event, 'release')),
    device: deviceOf(event),
    about,
  };
}

function readOlderForm(report: Json): SentryFeedback | null {
  const said = textAt(report, 'comments');
  const about = normaliseId(textAt(report, 'event_id'));
  if (said === null || about === null) return null;
  return { id: `feedback-${about}`, ...worded(said, about, []), release: null, device: null, about };
}

const worded = (said: string, about: string | null, more: readonly string[]) => ({
  title: oneLine(said.split(/\r?\n/).find((line) => line.trim() !== '') ?? ''),
  text: [said, ...(about === null ? [] : ['', `About report ${about}.`]), ...more].join('\n'),
});
