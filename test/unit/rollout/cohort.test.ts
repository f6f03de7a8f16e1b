// Which devices a rule takes: every attribute that it states has to fit, and what a device does not say never does.
import { describe, expect, it } from 'vitest';
import { type CohortRule, type DeviceFacts, hasAttributes, isInCohort } from '../../../src/domain/rollout/cohort.ts';

const facts: DeviceFacts = { model: 'n1', version: '1.2.0', region: 'CN', locale: 'zh', passCohorts: [] };

describe('a rule', () => {
  it.each<[CohortRule, Partial<DeviceFacts>, boolean]>([
    [{}, {}, true],
    [{ models: ['n1', 'n2'] }, {}, true],
    [{ models: ['n2'] }, {}, false],
    [{ regions: ['CN'] }, {}, true],
    [{ regions: ['CN'] }, { region: null }, false],
    [{ locales: ['de'] }, {}, false],
    [{ builds: '<1.3.0' }, {}, true],
    [{ builds: '<1.2.0' }, {}, false],
    [{ builds: '<1.3.0' }, { version: null }, false],
    [{ models: ['n1'], regions: ['CN'], locales: ['zh'], builds: '>=1.2.0' }, {}, true],
    [{ models: ['n1'], regions: ['DE'], locales: ['zh'], builds: '>=1.2.0' }, {}, false],
  ])('%j of a device with %j: %s', (rule, changes, isInside) => {
    expect(hasAttributes(rule, { ...facts, ...changes })).toBe(isInside);
    expect(isInCohort('some', { kind: 'rule', rule }, { ...facts, ...changes })).toBe(isInside);
  });
});

it('nobody is in a cohort that is not defined, and everybody in everyone', () => {
  expect(isInCohort('some', undefined, facts)).toBe(false);
  expect(isInCohort('everyone', undefined, facts)).toBe(true);
});
