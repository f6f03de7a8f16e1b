// The page of an issue leads to release notes only where these tell of it.
import { expect, it } from 'vitest';
import { issueModel } from '../../../src/pages/issues/model.ts';
import { issue } from './loop-pages.tsx';

const nothing = {
  ...{
    dropped: { reports: 0, devices: 0 },
    builds: [],
    buildsTotal: 0,
    days: [],
    comments: [],
    merged: [],
    retests: [],
  },
  ...{ remarks: [], answers: [], representative: null, glance: null, reports: { items: [], next: null }, nowMs: 0 },
};

it.each([
  [{}, '/builds/nova/1.1.0/notes'],
  [{ regressedMs: 5 }, null],
  [{ isHidden: true }, null],
  [{ fixedIn: '1.2.0' }, null],
  [{ fixedIn: null }, null],
])('with %j it is %j', (changes, notesHref) => {
  const found = issue('x', { fixedIn: 'nova-2', ...changes });
  expect(issueModel({ ...nothing, issue: found, versions: new Map([['nova-2', '1.1.0']]) }).notesHref).toBe(notesHref);
});
