// Which verb may do what to a rollout in which state: the whole table, and what each verb leaves behind.
import { describe, expect, it } from 'vitest';
import { type RolloutState, rolloutStates, type Verb } from '../../../src/domain/rollout/rollout.ts';
import { type Action, decideTransition, type Transition } from '../../../src/domain/rollout/transition.ts';
import { rollout, stage } from '../../samples/rollouts.ts';
import { dayMs, nowMs } from '../../samples/statements.ts';

const action = (verb: Verb, changes: Partial<Action> = {}): Action => ({
  verb,
  isByPerson: true,
  reason: 'because',
  hasPermit: true,
  ...changes,
});

const last = { stageIndex: 2 };
const outcome = (transition: Transition): string => (transition.ok ? transition.next.state : transition.refusal);

/** One row a verb, one column a state, in the order of `rolloutStates`; `complete` is asked at the last stage. */
const table: Record<Verb, string> = {
  advance: 'running is-held is-halted is-over is-over is-over',
  promote: 'running is-held is-halted is-over is-over is-over',
  complete: 'completed is-held is-halted is-over is-over is-over',
  hold: 'held is-held is-halted is-over is-over is-over',
  halt: 'halted halted is-halted is-over is-over is-over',
  resume: 'is-running running running is-over is-over is-over',
  retreat: 'retreated retreated retreated is-over retreated is-over',
  close: 'closed closed closed closed is-over is-over',
};

const verbs = Object.keys(table) as Verb[];
const cases = verbs.flatMap((verb) =>
  rolloutStates.map((state, at): [Verb, RolloutState, string] => [verb, state, table[verb].split(' ')[at] ?? '']),
);

describe('decideTransition', () => {
  it.each(cases)('%s on %s gives %s', (verb, state, expected) => {
    const asked = rollout({ state, ...(verb === 'complete' ? last : {}) });
    expect(outcome(decideTransition(asked, action(verb), nowMs))).toBe(expected);
  });

  it('enters the next stage now, and leaves the evidence as it is', () => {
    const before = rollout();
    expect(decideTransition(before, action('promote'), nowMs)).toEqual({
      ok: true,
      next: { state: 'running', stageIndex: 1, stageEnteredMs: nowMs, evidenceFromMs: before.evidenceFromMs },
    });
  });

  it('refuses a promotion past the last stage, and a completion before it', () => {
    expect(outcome(decideTransition(rollout(last), action('promote'), nowMs))).toBe('past-last-stage');
    expect(outcome(decideTransition(rollout(), action('complete'), nowMs))).toBe('not-last-stage');
  });

  it('never enters a stage before the ceiling opens it, and says when that is', () => {
    const opensMs = nowMs + dayMs;
    const asked = rollout({ stages: [stage('a', 10), stage('b', 20, { notBeforeMs: opensMs })] });
    for (const verb of ['advance', 'promote'] as const) {
      const refused = { ok: false, refusal: 'ceiling-not-before', opensMs };
      expect(decideTransition(asked, action(verb), opensMs - 1)).toEqual(refused);
      expect(decideTransition(asked, action(verb), opensMs).ok).toBe(true);
    }
  });

  it('never enters a stage under a ceiling that devices no longer follow', () => {
    const asked = rollout({ ceilingEndsMs: nowMs });
    expect(decideTransition(asked, action('promote'), nowMs).ok).toBe(true);
    expect(outcome(decideTransition(asked, action('promote'), nowMs + 1))).toBe('ceiling-expired');
  });

  it('goes on after a hold where it was, without a reason', () => {
    const { stageEnteredMs, evidenceFromMs } = rollout();
    const resumed = decideTransition(rollout({ state: 'held' }), action('resume', { reason: null }), nowMs);
    expect(resumed).toMatchObject({ next: { state: 'running', stageEnteredMs, evidenceFromMs } });
  });

  it('overrides a halt only with a reason, and then judges from now on', () => {
    const halted = rollout({ state: 'halted', stageIndex: 1 });
    for (const reason of [null, '', '  ']) {
      expect(outcome(decideTransition(halted, action('resume', { reason }), nowMs))).toBe('reason-required');
    }
    expect(decideTransition(halted, action('resume'), nowMs)).toMatchObject({
      next: { state: 'running', stageIndex: 1, stageEnteredMs: nowMs, evidenceFromMs: nowMs },
    });
  });

  it('retreats only to a fallback, with a permit', () => {
    const without = rollout({ fallbackBuildId: null });
    expect(outcome(decideTransition(without, action('retreat'), nowMs))).toBe('no-fallback');
    expect(outcome(decideTransition(rollout(), action('retreat', { hasPermit: false }), nowMs))).toBe(
      'permit-required',
    );
  });

  it('lets the gate complete by its evidence, a person only with a reason', () => {
    const quiet = { reason: null };
    expect(outcome(decideTransition(rollout(last), action('complete', quiet), nowMs))).toBe('reason-required');
    const byGate = action('complete', { ...quiet, isByPerson: false });
    expect(outcome(decideTransition(rollout(last), byGate, nowMs))).toBe('completed');
  });
});
