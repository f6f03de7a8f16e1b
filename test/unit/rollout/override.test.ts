// Break-glass: who may, for how long, over what; and what the gate does meanwhile and afterwards.
import { describe, expect, it } from 'vitest';
import { decideGateAction } from '../../../src/domain/rollout/gate-action.ts';
import { isOverridden, mayOverride, type Override, type OverrideAsked } from '../../../src/domain/rollout/override.ts';
import type { Rollout, Verb } from '../../../src/domain/rollout/rollout.ts';
import { type Action, decideTransition, type Transition } from '../../../src/domain/rollout/transition.ts';
import { rollout } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';
import { harmfulRows } from './override-samples.ts';

const hourMs = 3_600_000;
const asked: OverrideAsked = { by: 'mei', lastsS: 4 * 3600, isAllowed: true };
const models = ['n1', 'n2'];

function decide(from: Rollout, verb: Verb, changes: Partial<Action> = {}, atMs = nowMs): Transition {
  const said = { isByPerson: true, reason: 'the fix cannot wait', hasPermit: false, models: [], isLetPass: false };
  return decideTransition(from, { verb, ...said, override: asked, ...changes }, { models, nowMs: atMs });
}
const outcome = (transition: Transition): string => (transition.ok ? transition.next.state : transition.refusal);
const halted = rollout({ state: 'halted', stageIndex: 1, evidenceFromMs: 7, tranches: 2 });
const inForce: Override = { by: 'mei', reason: 'r', fromMs: nowMs - hourMs, untilMs: nowMs + hourMs };

describe('who may override', () => {
  it.each<[readonly string[] | null, string, 'operator' | 'engineer' | 'viewer', boolean]>([
    [null, 'mei', 'engineer', true],
    [null, 'mei', 'operator', true],
    [null, 'mei', 'viewer', false],
    [[], 'mei', 'operator', false],
    [['role:operator'], 'mei', 'engineer', false],
    [['role:operator'], 'mei', 'operator', true],
    [['role:engineer'], 'mei', 'operator', true],
    [['sven', 'mei'], 'mei', 'engineer', true],
    [['sven'], 'mei', 'operator', false],
    // A token may be called like a role, and is none by that.
    [['role:operator'], 'operator', 'engineer', false],
  ])('%j: %s (%s) %s', (overriders, actor, role, expected) => {
    expect(mayOverride(overriders, { actor, role })).toBe(expected);
  });
});

describe('an override', () => {
  it('goes on after a halt where the stage was, and forgets nothing of the evidence', () => {
    const { state, ...stood } = halted;
    expect(decide(halted, 'resume')).toMatchObject({
      next: {
        state: 'running',
        stageIndex: stood.stageIndex,
        stageEnteredMs: stood.stageEnteredMs,
        evidenceFromMs: 7,
        tranches: 2,
        override: { by: 'mei', reason: 'the fix cannot wait', fromMs: nowMs, untilMs: nowMs + 4 * hourMs },
      },
    });
    expect(outcome(decide(halted, 'resume', { override: null }))).toBe('override-required');
  });

  it('promotes against the gate, one stage at a time and never beyond the ceiling', () => {
    expect(decide(rollout(), 'promote')).toMatchObject({ next: { stageIndex: 1, override: { by: 'mei' } } });
    expect(outcome(decide(rollout(), 'promote', { override: null }))).toBe('override-required');
    expect(outcome(decide(rollout({ ceilingEndsMs: nowMs - 1 }), 'promote'))).toBe('ceiling-expired');
    const [first, ...others] = rollout().stages;
    const closed = others.map((stage) => ({ ...stage, notBeforeMs: nowMs + hourMs }));
    expect(outcome(decide(rollout({ stages: [first ?? expect.fail(), ...closed] }), 'promote'))).toBe(
      'ceiling-not-before',
    );
    expect(outcome(decide(rollout({ stageIndex: 2 }), 'promote'))).toBe('past-last-stage');
  });

  it.each<[string, Partial<Action>]>([
    ['may-not-override', { override: { ...asked, isAllowed: false } }],
    ['reason-required', { reason: null }],
    ['reason-required', { reason: '  ' }],
    ['override-out-of-range', { override: { ...asked, lastsS: 0 } }],
    ['override-out-of-range', { override: { ...asked, lastsS: -3600 } }],
    ['override-out-of-range', { override: { ...asked, lastsS: 10 * 366 * 86_400 } }],
    ['override-out-of-range', { override: { ...asked, lastsS: Number.NaN } }],
  ])('is refused as %s', (refusal, changes) => {
    expect(outcome(decide(halted, 'resume', changes))).toBe(refusal);
    expect(outcome(decide(rollout(), 'promote', changes))).toBe(refusal);
  });

  it('goes with no other verb', () => {
    for (const verb of ['hold', 'complete', 'retreat', 'close', 'quarantine', 'lift'] as const)
      expect(outcome(decide(rollout({ stageIndex: 2 }), verb))).toBe('not-overridable');
  });

  it('is one at a time: a second is refused while it lasts, and taken when it is over', () => {
    const during = rollout({ override: inForce });
    expect(outcome(decide(during, 'promote'))).toBe('override-in-force');
    expect(decide(during, 'promote', { override: null })).toMatchObject({ next: { stageIndex: 1, override: inForce } });
    const over = decide(during, 'promote', {}, inForce.untilMs);
    expect(over).toMatchObject({ next: { override: { fromMs: inForce.untilMs } } });
    expect(outcome(decide(during, 'promote', { override: null }, inForce.untilMs))).toBe('override-required');
  });

  it('stays on record, and ends at its instant', () => {
    expect([nowMs, inForce.untilMs - 1, inForce.untilMs].map((at) => isOverridden({ override: inForce }, at))).toEqual([
      true,
      true,
      false,
    ]);
    expect(decide(rollout({ override: inForce }), 'hold', { override: null })).toMatchObject({
      next: { override: inForce },
    });
  });
});

describe('the gate under an override', () => {
  const verdict = harmfulRows();

  it('moves nothing, not even by a halt, and rules again when it is over', () => {
    const during = rollout({ override: inForce });
    expect(verdict.kind).toBe('halt');
    expect(decideGateAction(during, verdict, { models, nowMs })).toEqual({ kind: 'wait', wait: 'override' });
    expect(decideGateAction(during, verdict, { models, nowMs: inForce.untilMs })).toMatchObject({ verb: 'halt' });
    expect(decideGateAction(rollout(), verdict, { models, nowMs })).toMatchObject({ verb: 'halt' });
  });
});
