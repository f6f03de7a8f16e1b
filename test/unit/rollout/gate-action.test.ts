// What the gate's word does to a rollout: nothing more than its transitions allow, and nothing in place of a person.
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/domain/gate/verdict.ts';
import { decideGateAction } from '../../../src/domain/rollout/gate-action.ts';
import type { Rollout } from '../../../src/domain/rollout/rollout.ts';
import { rollout, stage } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';

const verdict = (kind: Verdict['kind']): Verdict => ({ kind, reasons: [], signals: [], harm: null });

function actionOn(kind: Verdict['kind'], changes: Partial<Rollout> = {}): string {
  const action = decideGateAction(rollout(changes), verdict(kind), nowMs);
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
  ])('on %s, with %j: %s', (kind, changes, expected) => {
    expect(actionOn(kind, changes)).toBe(expected);
  });
});
