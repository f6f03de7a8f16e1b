// Defining cohorts and changing their members, on fakes: what is refused, and what the audit says.
import { describe, expect, it } from 'vitest';
import { changeMembers } from '../../src/app/change-members.ts';
import { type CohortDefinition, defineCohort } from '../../src/app/define-cohort.ts';
import { fakeCohorts } from '../fakes/cohorts.ts';

const by = { actor: 'ada', nowMs: 100 };

function open() {
  const cohorts = fakeCohorts(['nova']);
  const define = (changes: Partial<CohortDefinition> = {}, nowMs = by.nowMs) =>
    defineCohort(
      { cohorts },
      { product: 'nova', id: 'friends', kind: 'named', rule: null, ...changes },
      { ...by, nowMs },
    );
  const change = (add: string[], remove: string[] = [], cohort = 'friends') =>
    changeMembers({ cohorts }, { product: 'nova', cohort, change: { add, remove } }, by);
  return { cohorts, define, change };
}

describe('defineCohort', () => {
  it('keeps the age of a cohort that is defined anew', async () => {
    const { cohorts, define } = open();
    expect(await define()).toEqual({ ok: true, cohort: { id: 'friends', cohort: { kind: 'named' }, createdMs: 100 } });
    await define({ kind: 'rule', rule: { models: ['n1'] } }, 200);
    expect(await cohorts.loadCohort('nova', 'friends')).toEqual({
      id: 'friends',
      cohort: { kind: 'rule', rule: { models: ['n1'] } },
      createdMs: 100,
    });
    expect(cohorts.audited).toMatchObject([
      { actor: 'ada', action: 'cohort defined', subject: 'nova/friends' },
      { details: '{"kind":"rule","rule":{"models":["n1"]}}' },
    ]);
  });

  it.each([
    [{ product: 'luna' }, 'unknown-product'],
    [{ id: 'everyone' }, 'reserved-name'],
    [{ kind: 'rule' }, 'rule-missing'],
  ] as const)('refuses %o as %s', async (changes, refusal) => {
    const { cohorts, define } = open();
    expect(await define(changes)).toEqual({ ok: false, refusal });
    expect(cohorts.audited).toEqual([]);
  });
});

describe('changeMembers', () => {
  it('counts what changed and audits how many, not who', async () => {
    const { cohorts, define, change } = open();
    await define();
    expect(await change(['d1', 'd2'])).toEqual({ ok: true, added: 2, removed: 0 });
    expect(await change(['d3'], ['d1'])).toEqual({ ok: true, added: 1, removed: 1 });
    expect(cohorts.audited.at(-1)).toMatchObject({ action: 'cohort members changed', details: '{"add":1,"remove":1}' });
  });

  it('refuses what is no list', async () => {
    const { define, change } = open();
    await define({ id: 'early', kind: 'testers' });
    expect(await change(['d1'], [], 'early')).toEqual({ ok: false, refusal: 'not-a-list' });
    expect(await change(['d1'], [], 'none')).toEqual({ ok: false, refusal: 'unknown-cohort' });
  });
});
