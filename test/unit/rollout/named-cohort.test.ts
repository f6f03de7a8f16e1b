// Which names and definitions of cohorts go together.
import { expect, it } from 'vitest';
import { checkCohort } from '../../../src/domain/rollout/named-cohort.ts';

it.each([
  ['friends', 'named', false, null],
  ['china', 'rule', true, null],
  ['testers', 'testers', false, null],
  ['early', 'testers', false, null],
  ['everyone', 'named', false, 'reserved-name'],
  ['testers', 'named', false, 'testers-are-testers'],
  ['china', 'rule', false, 'rule-missing'],
  ['friends', 'named', true, 'rule-not-allowed'],
] as const)('a cohort %s of kind %s with a rule: %s', (id, kind, hasRule, refusal) => {
  expect(checkCohort(id, kind, hasRule)).toBe(refusal);
});
