// The pages of issues and of testers' own reports, with one text wherever a text can stand.
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Device } from '../../../src/domain/device/device.ts';
import type { Moment } from '../../../src/domain/device/timeline.ts';
import type { Attachment } from '../../../src/domain/issue/attachment.ts';
import type { Issue } from '../../../src/domain/issue/issue.ts';
import type { Report } from '../../../src/domain/report/report.ts';
import { deviceModel } from '../../../src/pages/device/model.ts';
import { devicePage } from '../../../src/pages/device/page.tsx';
import type { IssueForms } from '../../../src/pages/issues/forms.tsx';
import { issuePage } from '../../../src/pages/issues/issue.tsx';
import { issueModel } from '../../../src/pages/issues/model.ts';
import { ownReportModel, ownReportRow } from '../../../src/pages/my-reports/model.ts';
import { ownReportsPage, testerLoginPage } from '../../../src/pages/my-reports/page.tsx';
import { ownReportPage } from '../../../src/pages/my-reports/report.tsx';
import { printableLine } from '../../../src/pages/printable.ts';
import { suggestionOf } from '../../../src/pages/report/similar.tsx';
import { thanksPage } from '../../../src/pages/report/thanks.tsx';
import { reportPageModel } from '../../../src/pages/reports/model.ts';
import { reportPageOf } from '../../../src/pages/reports/page.tsx';
import { nowMs } from '../../samples/statements.ts';

export const issue = (text: string, changes: Partial<Issue> = {}): Issue => ({
  product: 'nova',
  number: 7,
  kind: 'bug',
  title: text,
  status: 'fixed',
  fixedIn: text,
  mergedInto: null,
  assignee: text,
  firstBuild: text,
  lastBuild: text,
  firstMs: nowMs,
  lastMs: nowMs,
  reports: 2,
  devices: 1,
  regressedMs: null,
  changedMs: nowMs,
  version: 3,
  isHidden: false,
  ...changes,
});

export const report = (text: string): Report => ({
  product: 'nova',
  id: text,
  kind: 'bug',
  deviceId: text,
  sentBy: text,
  model: text,
  reportedBuild: text,
  buildId: text,
  title: text,
  issueNumber: 7,
  objectKey: text,
  sizeBytes: 1,
  receivedMs: nowMs,
});

const file = (text: string): Attachment => ({
  product: 'nova',
  reportId: text,
  name: text,
  form: 'closed',
  contentType: text,
  sizeBytes: 2_000,
  objectKey: text,
  uploadId: null,
  createdMs: nowMs,
});

const moment = (text: string): Moment => ({
  atMs: nowMs,
  what: 'reported',
  build: text,
  of: text,
  detail: text,
  issue: 7,
});

const deviceCalled = (text: string): Device => ({
  product: 'nova',
  id: text,
  channel: text,
  model: text,
  bucket: 1,
  region: text,
  locale: text,
  reportedBuild: text,
  buildId: text,
  reportedMs: nowMs,
  isTester: true,
  testerSinceMs: 1,
  isBlocked: true,
  enrolledMs: nowMs,
  seenMs: nowMs,
  healthMs: nowMs,
  trial: null,
  measured: null,
});

const forms = (text: string): IssueForms => ({
  parent: 3,
  values: {
    status: text,
    fixedIn: text,
    assignee: text,
    isHidden: false,
    remark: text,
    audience: 'tester',
    into: text,
  },
  builds: [text],
  keys: [
    { key: text, title: text },
    { key: 'k', title: null },
  ],
  seen: { assignee: text, isHidden: false },
  isMerged: false,
  errors: { fixedIn: printableLine(text), assignee: printableLine(text), remark: printableLine(text) },
  note: text,
});

export function loopPagesWith(text: string): Record<string, JSX.Element> {
  const account = { name: text, role: text, product: text };
  const counts = { reports: 1, devices: 1, firstMs: nowMs, lastMs: nowMs };
  const versions = new Map([[text, text]]);
  const withFiles = { report: report(text), files: [file(text)] };
  const moments = [moment(text), { ...moment(text), what: 'install-failed', issue: null } as const];
  const device = { device: deviceCalled(text), cohorts: [text] };
  const life = { product: text, deviceId: text, page: { items: moments, next: text }, isFirst: false, versions, nowMs };
  const details = {
    issue: issue(text),
    dropped: { reports: 2, devices: 1 },
    builds: [{ build: text, version: text, counter: 1, model: text, ...counts }],
    buildsTotal: 201,
    days: [{ dayMs: nowMs, reports: 1, devices: 1 }],
    comments: [{ id: 1, audience: 'tester', author: text, text, status: null, fixedIn: null, atMs: nowMs }] as const,
    merged: [1],
    retests: [{ model: text, fixed: 1, stillThere: 1 }],
    remarks: [{ answer: 'fixed', model: text, remark: text, atMs: nowMs }] as const,
    answers: [{ report: text, file: text, model: text, words: text, atMs: nowMs }],
    representative: text,
    glance: { words: text, calls: [{ place: text, isKept: true }], moreCalls: 2 },
    reports: { items: [withFiles], next: text },
    versions,
    nowMs,
  };
  const own = { report: report(text), issue: issue(text), version: text, isAsked: true, answer: null } as const;
  const steps = [
    { atMs: nowMs, kind: 'received', build: text },
    { atMs: nowMs, kind: 'answered', text, isEarlier: true },
    { atMs: nowMs, kind: 'fixed', build: text, isAgain: true },
    { atMs: nowMs, kind: 'asked', build: text },
    { atMs: nowMs, kind: 'retested', build: text, answer: 'still-there', remark: text },
  ] as const;
  const note = { text: printableLine(text), tone: 'bad' } as const;
  const more = {
    steps,
    files: [text],
    text,
    buildId: text,
    mayRetest: true,
    credit: text,
    mail: 'asked',
    link: text,
    note,
    written: { remark: text, words: text },
  } as const;
  const others = { inside: [withFiles.report], foundIn: withFiles.report };
  const limits = { remarkChars: 2_000, creditChars: 60, wordsChars: 20_000 };
  const suggestions = [suggestionOf({ number: 1, title: text, status: 'triaged', devices: 3 })];
  return {
    issue: issuePage({ ...issueModel(details), forms: forms(text), done: 'saved' }, account),
    ownReport: ownReportPage(ownReportModel({ ...own, ...more }, nowMs), limits, account),
    ownReports: ownReportsPage(
      { rows: [ownReportRow(own, nowMs)], tester: text, olderHref: text, note: 'erased' },
      account,
    ),
    reportOf: reportPageOf(reportPageModel({ ...withFiles, text, moments, versions, nowMs, ...others }), text, account),
    device: devicePage(deviceModel({ ...life, shown: device }), account),
    unknownDevice: devicePage(deviceModel({ ...life, shown: null }), account),
    testerLogin: testerLoginPage({ error: printableLine(text), note: 'erased' }),
    thanksSimilar: thanksPage(
      { product: text, build: text, report: text, issue: 1, link: text, mail: 'asked', suggestions },
      account,
    ),
  };
}
