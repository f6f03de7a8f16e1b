// What the gate's word does to a rollout: nothing more than its transitions allow, and nothing in place of a person.
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/domain/gate/verdict.ts';
import { decideGateAction } from '../../../src/domain/rollout/gate-action.ts';
import type { Rollout } from '../../../src/domain/rollout/rollout.ts';
import { rollout, stage } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';

const said = { isTrancheDue: false, asksPerson: false, isRetreatDue: false, reasons: [], signals: [], harm: null };
const verdict = (kind: Verdict['kind']): Verdict => ({ kind, models: kind === 'quarantine' ? ['n1'] : [], ...said });
const facts = { models: ['n1', 'n2'], nowMs };

const watchedUntil = (watchUntilMs: number) => ({ state: 'completed', stageIndex: 2, watchUntilMs }) as const;

function actionOn(kind: Verdict['kind'], changes: Partial<Rollout> = {}): string {
  const action = decideGateAction(rollout(changes), verdict(kind), facts);
  return action.kind === 'move' ? action.verb : action.wait;
}

describe('decideGateAction', () => {
  it.each<[Verdict['kind'], Partial<Rollout>, string]>([
    ['bake', {}, 'bake'],
    ['hold', {}, 'hold'],
    ['bake', { state: 'held' }, 'paused'],
    ['hold', { state: 'held' }, 'paused'],
    ['hold', { state: 'halted' }, 'paused'],
    ['advance', {}, 'advance'],
    ['advance', { stageIndex: 1 }, 'approval'],
    ['advance', { stageIndex: 2 }, 'complete'],
    ['advance', { stages: [stage('only', 1000, { promote: 'approval' })] }, 'complete'],
    ['advance', { state: 'held' }, 'paused'],
    ['advance', { state: 'held', stageIndex: 1 }, 'paused'],
    ['advance', { state: 'held', stageIndex: 2 }, 'paused'],
    ['advance', { stages: [stage('a', 1), stage('b', 2, { notBeforeMs: nowMs + 1 })] }, 'ceiling'],
    ['advance', { ceilingEndsMs: nowMs - 1 }, 'ceiling'],
    ['halt', {}, 'halt'],
    ['halt', { state: 'held' }, 'halt'],
    ['halt', { state: 'halted' }, 'paused'],
    ['quarantine', {}, 'quarantine'],
    ['quarantine', { state: 'held' }, 'quarantine'],
    ['quarantine', { quarantined: ['n2'] }, 'halt'],
    ['advance', watchedUntil(nowMs + 1), 'watch'],
    ['bake', watchedUntil(nowMs + 1), 'watch'],
    ['hold', watchedUntil(nowMs + 1), 'watch'],
    ['halt', watchedUntil(nowMs + 1), 'halt'],
    ['quarantine', watchedUntil(nowMs + 1), 'quarantine'],
    ['halt', watchedUntil(nowMs), 'paused'],
    ['halt', { state: 'completed', stageIndex: 2 }, 'paused'],
    ['halt', { ...watchedUntil(nowMs + 1), state: 'closed' }, 'paused'],
  ])('on %s, with %j: %s', (kind, changes, expected) => {
    expect(actionOn(kind, changes)).toBe(expected);
  });

  it('lets in one more tranche where the verdict asks for it and no person has to agree', () => {
    const due: Verdict = { ...verdict('hold'), isTrancheDue: true };
    const steps = [stage('first', 100), stage('all', 1000)];
    expect(decideGateAction(rollout({ stages: steps }), due, facts)).toMatchObject({
      verb: 'extend',
      next: { tranches: 1 },
    });
    expect(decideGateAction(rollout({ stages: steps, state: 'held' }), due, facts)).toMatchObject({ wait: 'paused' });
    const byHand = [stage('first', 100, { promote: 'approval' }), stage('all', 1000)];
    expect(decideGateAction(rollout({ stages: byHand }), due, facts)).toMatchObject({ wait: 'hold' });
    const close = [stage('first', 100), stage('next', 150)];
    expect(decideGateAction(rollout({ stages: close }), due, facts)).toMatchObject({ wait: 'hold' });
  });
});
