// No device goes beyond the signed ceiling, whatever the server says.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CohortRule } from '../../../src/domain/rollout/cohort.ts';
import { type CeilingQuestion, checkCeiling } from '../../../src/domain/trust/check-ceiling.ts';
import { ceiling, dayMs, head, nowMs, release, sampleReleaseId } from '../../samples/statements.ts';

const question: CeilingQuestion = {
  ceiling: { statement: ceiling, ...head },
  release: { statement: release, ...head, releaseSha256: ceiling.releaseSha256 },
  cohorts: [],
  attributes: { model: 'n1', version: '1.0.0', region: 'DE', locale: null },
  place: 9,
  seenSeq: 0,
  stopSeq: 0,
  nowMs,
  clockMs: nowMs,
};
const withCeiling = (changes: Partial<typeof ceiling>): CeilingQuestion => ({
  ...question,
  ceiling: { statement: { ...ceiling, ...changes }, ...head },
});

const at = (ms: number) => ({ nowMs: ms, clockMs: ms });

test('a place below the permille of an open stage is inside', () => {
  expect(checkCeiling(question)).toEqual({ ok: true, stage: ceiling.stages[1] });
  expect(checkCeiling({ ...question, place: 999, cohorts: ['testers'] })).toEqual({
    ok: true,
    stage: ceiling.stages[0],
  });
});

test('a device that a later stage will hold is told when', () => {
  const opensMs = nowMs + 2 * dayMs;
  expect(checkCeiling({ ...question, place: 10 })).toEqual({ ok: false, refusal: 'before-stage-opens', opensMs });
  expect(checkCeiling({ ...question, place: 10, ...at(opensMs) })).toEqual({ ok: true, stage: ceiling.stages[2] });
  expect(checkCeiling({ ...question, ...at(nowMs - 1) })).toMatchObject({
    refusal: 'before-stage-opens',
    opensMs: nowMs,
  });
});

test('a stage opens by the device’s own clock, whatever time the service told', () => {
  const opensMs = nowMs + 2 * dayMs;
  const told = { ...question, place: 10, nowMs: opensMs };
  expect(checkCeiling(told)).toMatchObject({ refusal: 'before-stage-opens', opensMs });
  // The ceiling lives for at most 90 days and expires in 30: before that it was not signed yet, and the clock is wrong.
  const signedMs = head.expiresMs - 90 * dayMs;
  expect(checkCeiling({ ...told, clockMs: signedMs }).ok).toBe(false);
  expect(checkCeiling({ ...told, clockMs: signedMs - 1 }).ok).toBe(true);
  expect(checkCeiling({ ...told, clockMs: 0 }).ok).toBe(true);
});

test.each<[string, CeilingQuestion]>([
  ['not-in-ceiling', { ...withCeiling({ stages: ceiling.stages.slice(0, 2) }), place: 10 }],
  ['not-in-ceiling', { ...withCeiling({ stages: ceiling.stages.slice(0, 1) }), place: 0, cohorts: ['staff'] }],
  ['ceiling-expired', { ...question, nowMs: ceiling.notAfterMs + 1 }],
  ['ceiling-expired', { ...question, ceiling: { ...question.ceiling, expiresMs: nowMs } }],
  ['release-changed', withCeiling({ releaseSha256: 'f'.repeat(64) })],
  ['ceiling-for-another-release', withCeiling({ releaseId: sampleReleaseId('nova-43') })],
  ['ceiling-for-another-release', withCeiling({ imageSha256: 'f'.repeat(64) })],
  ['ceiling-for-another-release', withCeiling({ product: 'luna' })],
  ['ceiling-outdated', { ...question, seenSeq: 2 }],
  ['stopped', { ...question, stopSeq: 1 }],
  ['stopped', { ...withCeiling({ clearsStopSeq: 1 }), stopSeq: 2 }],
])('%s', (refusal, asked) => {
  expect(checkCeiling(asked)).toEqual({ ok: false, refusal });
});

test('a ceiling that clears the newest stop lifts it', () => {
  expect(checkCeiling({ ...withCeiling({ clearsStopSeq: 2, seq: 2 }), stopSeq: 2, seenSeq: 1 }).ok).toBe(true);
});

test('a cohort that a rule makes is judged by the device, by the rule that was signed', () => {
  const stage = { name: 'x', cohort: 'germany', permille: 1000, notBeforeMs: 0, gatesDigest: '0'.repeat(64) };
  const under = (rule: CohortRule) => withCeiling({ stages: [{ ...stage, rule }] });
  const notIn = { ok: false, refusal: 'not-in-ceiling' };
  expect(checkCeiling(under({ regions: ['DE'], builds: '>=1.0.0' })).ok).toBe(true);
  expect(checkCeiling(under({ regions: ['FR'] }))).toEqual(notIn);
  expect(checkCeiling(under({ locales: ['de-DE'] }))).toEqual(notIn);
  // Neither the service's word for the cohorts nor its word for the rule counts.
  expect(checkCeiling({ ...under({ models: ['n2'] }), cohorts: ['germany'] })).toEqual(notIn);
});

test('a higher permille never drops a place, and nobody at or above it gets in', () => {
  const stage = { name: 'x', cohort: 'everyone', notBeforeMs: 0, gatesDigest: '0'.repeat(64) };
  const isIn = (permille: number, place: number): boolean =>
    checkCeiling({ ...withCeiling({ stages: [{ ...stage, permille }] }), place }).ok;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(999), fc.nat(999), (permille, more, place) => {
      expect(isIn(permille, place)).toBe(place < permille);
      if (isIn(permille, place)) expect(isIn(Math.min(1000, permille + more), place)).toBe(true);
    }),
  );
});
