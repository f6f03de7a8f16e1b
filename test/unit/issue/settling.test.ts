// When counting reports may wait for those that come in.
import { expect, it } from 'vitest';
import { maxLagMs, maySettleLater } from '../../../src/domain/issue/settling.ts';

it.each([
  ['a rush, and none waits', true, null, true],
  ['a rush, and the oldest came a moment ago', true, 1, true],
  ['a rush, and the oldest has waited long enough', true, maxLagMs, false],
  ['no rush, and none waits', false, null, false],
  ['no rush, and the oldest came a moment ago', false, 1, false],
])('%s', (_, isRush, waitedMs, mayWait) => {
  const nowMs = 1_000_000_000;
  expect(maySettleLater(isRush, waitedMs === null ? null : nowMs - waitedMs, nowMs)).toBe(mayWait);
});
