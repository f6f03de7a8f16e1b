// What came beyond the share of its senders, on the page of an issue and in a terminal.
import { expect, it } from 'vitest';
import { describeIssue } from '../../../src/cli/issues/issue-lines.ts';
import { issueModel } from '../../../src/pages/issues/model.ts';
import { issue } from './loop-pages.tsx';

const found = {
  issue: issue('x'),
  ...{
    builds: [],
    buildsTotal: 0,
    days: [],
    comments: [],
    keys: [],
    merged: [],
    retests: [],
    remarks: [],
    answers: [],
    representative: null,
    glance: null,
  },
};
const inTerminal = (dropped: { reports: number; devices: number }) =>
  JSON.stringify(describeIssue({ ...found, issue: { ...found.issue, versions: {} }, keyTitles: {}, dropped }));
const onPage = (dropped: { reports: number; devices: number }) =>
  issueModel({ ...found, dropped, reports: { items: [], next: null }, versions: new Map(), nowMs: 0 }).dropped;

it.each([
  [{ reports: 99_980, devices: 1 }, '99,980 more, beyond the share of 1 device'],
  [{ reports: 7, devices: 2 }, '7 more, beyond the share of 2 devices'],
  [{ reports: 7, devices: 0 }, '7 more, beyond the share of their sender'],
])('%j is said', (dropped, words) => {
  expect(onPage(dropped)).toBe(words);
  expect(inTerminal(dropped)).toContain(words);
});

it('nothing is said of nothing', () => {
  expect(onPage({ reports: 0, devices: 0 })).toBe('');
  expect(inTerminal({ reports: 0, devices: 0 })).not.toContain('not kept');
});
