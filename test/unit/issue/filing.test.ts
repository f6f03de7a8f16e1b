// Whose limit a report counts for, and when the same id is the same report.
import { expect, it } from 'vitest';
import { isSameFiling, ownId, senderOf } from '../../../src/domain/issue/filing.ts';
import type { Report } from '../../../src/domain/report/report.ts';
import { filing } from '../../samples/reports.ts';

const kept: Report = {
  product: 'nova',
  id: 'r1',
  kind: 'crash',
  deviceId: null,
  sentBy: null,
  model: null,
  reportedBuild: '1.2.0',
  buildId: null,
  title: 'Camera dies',
  issueNumber: 1,
  objectKey: 'reports/aa',
  sizeBytes: 5,
  receivedMs: 7,
};

it.each<[Partial<Report>, boolean]>([
  [{}, true],
  [{ issueNumber: 9, receivedMs: 1, buildId: 'nova-2' }, true],
  [{ kind: 'bug' }, false],
  [{ objectKey: 'reports/bb' }, false],
  [{ reportedBuild: '1.3.0' }, false],
  [{ title: 'Camera lives' }, false],
])('a report that came again is the same beside %j: %s', (changes, isSame) => {
  expect(isSameFiling(filing('r1'), { ...kept, ...changes })).toBe(isSame);
});

it('a sender is a device, or whoever sent without one, and neither can be taken for the other', () => {
  expect(senderOf({ deviceId: 'SN-1', sentBy: 'app' })).toBe('SN-1');
  expect(senderOf({ deviceId: null, sentBy: 'app' })).toBe(' app');
  expect(senderOf({ deviceId: null, sentBy: null })).toBe(' ');
});

it('an id that gives way stays within what an id may have, and is the same every time', () => {
  expect(ownId('x'.repeat(64), 'a'.repeat(64))).toBe(`${'x'.repeat(43)}.${'a'.repeat(20)}`);
});
