// What becomes of an issue, as its pages say it in a word or two.
import { expect, it } from 'vitest';
import type { Issue } from '../../../src/domain/issue/issue.ts';
import { statusOf } from '../../../src/pages/issues/model.ts';

const issue: Issue = {
  ...{ product: 'nova', number: 7, kind: 'crash', title: 'It dies', status: 'new', fixedIn: null, mergedInto: null },
  ...{ assignee: null, firstBuild: null, lastBuild: null, firstMs: 1, lastMs: 2, reports: 1, devices: 1 },
  ...{ regressedMs: null, changedMs: 0, version: 0, isHidden: false },
};
const versions = new Map([['nova-2', '1.2.0']]);

it.each([
  [{}, 'New'],
  [{ status: 'in-progress' }, 'In progress'],
  [{ status: 'fixed', fixedIn: 'nova-2' }, 'Fixed in 1.2.0'],
  [{ status: 'fixed', fixedIn: '1.9.0' }, 'Fixed in 1.9.0, to come'],
  [{ status: 'fixed', fixedIn: 'nova-2', regressedMs: 9 }, 'Regressed, fixed in 1.2.0'],
  [{ status: 'duplicate', mergedInto: 3 }, 'Same as 3'],
] as const)('of %o is "%s"', (changes, words) => {
  expect(statusOf({ ...issue, ...changes }, versions).status).toBe(words);
});
