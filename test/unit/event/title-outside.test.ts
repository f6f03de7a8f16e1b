// A title that testers are never shown leaves by no letter and no mirror; an ordinary one does.
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/domain/event/event.ts';
import { deriveNews } from '../../../src/domain/event/letter.ts';
import { deriveMirror } from '../../../src/domain/event/mirror.ts';
import { issueEvent } from '../../samples/events.ts';

function eventOf(hidden: boolean): Event {
  const told = issueEvent(12, 1);
  if (told.type !== 'issue.regressed') throw new TypeError('the sample is of another type');
  return { ...told, id: 'evt_1', seq: 1, data: { issue: { ...told.data.issue, hidden } } };
}

describe.each([
  ['a letter', (event: Event) => deriveNews(event)?.subject, '[nova] Issue 12'],
  ['a mirror', (event: Event) => deriveMirror(event)?.title, 'Issue 12'],
])('%s', (_, derive, bare) => {
  it('names an issue by its number where its title is hidden', () => expect(derive(eventOf(true))).toBe(bare));
  it('names the title of any other', () => expect(derive(eventOf(false))).toContain('Camera dies'));
});
