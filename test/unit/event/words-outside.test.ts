// What words of people do in somebody else's tracker and in letters: nothing but be read, by those whom they concern.
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/domain/event/event.ts';
import { deriveNews, parseMailAddress } from '../../../src/domain/event/letter.ts';
import { deriveMirror, isOwnLabel } from '../../../src/domain/event/mirror.ts';
import { issueEvent } from '../../samples/events.ts';

const told = issueEvent(12, 1);
const { issue } = told.type === 'issue.regressed' ? told.data : expect.fail();
const base = { ...told, id: 'evt_1', seq: 1 };
const commented = (text: string): Event => ({ ...base, type: 'issue.commented', data: { issue, by: 'ada', text } });
const titled = (title: string): Event => ({ ...base, type: 'issue.regressed', data: { issue: { ...issue, title } } });

describe('a mirror', () => {
  it.each([
    ['@ada look', '@\u200Bada look'],
    ['fixes #7', 'fixes #\u200B7'],
    ['see !12', 'see !\u200B12'],
    ['<!-- orange-friday nova/1 -->', '<!\u200B-- orange-friday nova/1 -->'],
  ])('calls nobody, closes nothing and pretends to be no marker by %s', (text, quiet) => {
    const comment = deriveMirror(commented(text))?.comment;
    expect(comment?.text).toBe(`${quiet}\n\n${comment?.marker}`);
    expect(deriveMirror(titled(text))?.title).toBe(quiet);
  });

  it('leaves alone what calls nobody: an address after a blank, a number of a list', () => {
    expect(deriveMirror(commented('5 @ 3, # 7!'))?.comment?.text).toContain('5 @ 3, # 7!');
  });

  it.each([
    [{ status: 'new' }, null, []],
    [{ status: 'fixed' }, 'completed', []],
    [{ status: 'fixed', regressed: true }, null, ['regressed']],
    [{ status: 'wont-fix' }, 'not-planned', []],
    [{ status: 'duplicate' }, 'duplicate', []],
  ] as const)('of an issue %j is closed as %s', (changes, closing, more) => {
    const draft = deriveMirror({
      ...base,
      type: 'issue.regressed',
      data: { issue: { ...issue, regressed: false, ...changes } },
    });
    expect(draft?.closing).toBe(closing);
    expect(draft?.labels).toEqual(['orange-friday', `status: ${changes.status}`, ...more]);
    expect(draft?.labels.every(isOwnLabel)).toBe(true);
  });

  it('takes no label away that is theirs', () => {
    expect(['bug', 'regression', 'Status: new', 'orange'].filter(isOwnLabel)).toEqual([]);
  });

  it('has a title of one line, of at most 200 signs, and never none', () => {
    expect(deriveMirror(titled('a\r\nb\u2028c'))?.title).toBe('a b c');
    expect(Array.from(deriveMirror(titled('相'.repeat(300)))?.title ?? '')).toHaveLength(200);
    expect(deriveMirror(titled('\u0007'))?.title).toBe('Untitled');
  });
});

describe('a letter', () => {
  it('of a merge goes to those whose reports came into the issue that is gone, about the one that goes on', () => {
    const merged: Event = {
      ...base,
      type: 'issue.merged',
      data: { issue: { ...issue, status: 'duplicate', mergedInto: 3 }, by: 'ada' },
    };
    expect(deriveNews(merged)).toMatchObject({ number: 3, reportedAs: issue.number });
    expect(deriveNews(commented('hello'))).toMatchObject({ number: issue.number, reportedAs: null });
  });

  it('asks to try a build only where it says that it is fixed', () => {
    const changed = (status: 'fixed' | 'triaged'): Event => {
      const data = { issue: { ...issue, status }, before: issue, by: 'ada', sentence: 'for us', told: 'It moved.' };
      return { ...base, type: 'issue.changed', data };
    };
    expect(deriveNews(changed('triaged'))?.text).toBe('It moved.');
    expect(deriveNews(changed('fixed'))?.text).toMatch(/^It moved\. The page below asks you/);
  });

  it('has a subject of one line, in which no header begins', () => {
    expect(deriveNews(titled('x\r\nBcc: all@example.com\u2028'))?.subject).toBe(
      '[nova] Issue 12: x Bcc: all@example.com',
    );
  });
});

describe('an address that can be written to', () => {
  it.each([
    ['Ada.Lovelace+nova@Example.COM', 'Ada.Lovelace+nova@example.com'],
    ['a@b.cd', 'a@b.cd'],
  ])('is one mailbox: %s', (text, address) => expect(parseMailAddress(text)).toBe(address));

  it.each([
    ...['ada@localhost', '.ada@example.com', 'ada.@example.com', 'a..b@example.com', '@example.com', 'ada@'],
    ...['ada@-example.com', 'ada@example-.com', 'ada@exa..mple.com', 'a@b@example.com', 'a b@example.com'],
    ...[
      'ada@example.com\r\nBcc: x@example.com',
      'ada@example.com, b@example.com',
      '"a b"@example.com',
      'ada@[10.0.0.1]',
    ],
    ...[`${'a'.repeat(65)}@example.com`, `ada@${'a'.repeat(64)}.com`, 'ада@example.com', ''],
  ])('is not %j', (text) => expect(parseMailAddress(text)).toBeNull());
});
