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
  models: verb === 'quarantine' ? ['n1'] : verb === 'lift' ? ['n2'] : [],
  override: null,
  isLetPass: true,
  ...changes,
});

const last = { stageIndex: 2 };
const at = (ms: number) => ({ models: ['n1', 'n2', 'n3'], nowMs: ms });
const outcome = (transition: Transition): string => (transition.ok ? transition.next.state : transition.refusal);

/** One row a verb, one column a state, in the order of `rolloutStates`; `complete` is asked at the last stage. */
const table: Record<Verb, string> = {
  advance: 'running is-held is-halted is-over is-over is-over',
  promote: 'running is-held is-halted is-over is-over is-over',
  complete: 'completed is-held is-halted is-over is-over is-over',
  extend: 'running is-held is-halted is-over is-over is-over',
  hold: 'held is-held is-halted is-over is-over is-over',
  quarantine: 'running held is-halted is-over completed is-over',
  lift: 'running held halted is-over completed is-over',
  halt: 'halted halted is-halted is-over halted is-over',
  resume: 'is-running running override-required is-over is-over is-over',
  retreat: 'retreated retreated retreated is-over retreated is-over',
  close: 'closed closed closed closed is-over is-over',
};

const verbs = Object.keys(table) as Verb[];
const cases = verbs.flatMap((verb) =>
  rolloutStates.map((state, at): [Verb, RolloutState, string] => [verb, state, table[verb].split(' ')[at] ?? '']),
);

describe('decideTransition', () => {
  it.each(cases)('%s on %s gives %s', (verb, state, expected) => {
    const asked = rollout({ state, quarantined: ['n2'], ...(verb === 'complete' ? last : {}) });
    expect(outcome(decideTransition(asked, action(verb), at(nowMs)))).toBe(expected);
  });

  it('enters the next stage now, and leaves the evidence as it is', () => {
    const before = rollout();
    expect(decideTransition(before, action('promote'), at(nowMs))).toEqual({
      ok: true,
      next: {
        state: 'running',
        stageIndex: 1,
        stageEnteredMs: nowMs,
        evidenceFromMs: before.evidenceFromMs,
        tranches: 0,
        quarantined: [],
        liftedMs: {},
        override: null,
        watchUntilMs: null,
      },
    });
  });

  it('watches a completed rollout as long as its plan says', () => {
    const completed = decideTransition(rollout({ ...last, watchS: 60 }), action('complete'), at(nowMs));
    expect(completed).toMatchObject({ next: { state: 'completed', watchUntilMs: nowMs + 60_000 } });
  });

  it('refuses a promotion past the last stage, and a completion before it', () => {
    expect(outcome(decideTransition(rollout(last), action('promote'), at(nowMs)))).toBe('past-last-stage');
    expect(outcome(decideTransition(rollout(), action('complete'), at(nowMs)))).toBe('not-last-stage');
  });

  it('never enters a stage before the ceiling opens it, and says when that is', () => {
    const opensMs = nowMs + dayMs;
    const asked = rollout({ stages: [stage('a', 10), stage('b', 20, { notBeforeMs: opensMs })] });
    for (const verb of ['advance', 'promote'] as const) {
      const refused = { ok: false, refusal: 'ceiling-not-before', opensMs };
      expect(decideTransition(asked, action(verb), at(opensMs - 1))).toEqual(refused);
      expect(decideTransition(asked, action(verb), at(opensMs)).ok).toBe(true);
    }
  });

  it('never enters a stage under a ceiling that devices no longer follow', () => {
    const asked = rollout({ ceilingEndsMs: nowMs });
    expect(decideTransition(asked, action('promote'), at(nowMs)).ok).toBe(true);
    expect(outcome(decideTransition(asked, action('promote'), at(nowMs + 1)))).toBe('ceiling-expired');
  });

  it('goes on after a hold where it was, without a reason', () => {
    const { stageEnteredMs, evidenceFromMs } = rollout();
    const resumed = decideTransition(rollout({ state: 'held' }), action('resume', { reason: null }), at(nowMs));
    expect(resumed).toMatchObject({ next: { state: 'running', stageEnteredMs, evidenceFromMs } });
  });

  it('retreats only to a fallback, with a permit', () => {
    const without = rollout({ fallbackBuildId: null });
    expect(outcome(decideTransition(without, action('retreat'), at(nowMs)))).toBe('no-fallback');
    expect(outcome(decideTransition(rollout(), action('retreat', { hasPermit: false }), at(nowMs)))).toBe(
      'permit-required',
    );
  });

  it('lets the gate complete by its evidence, a person only with a reason', () => {
    const quiet = { reason: null };
    expect(outcome(decideTransition(rollout(last), action('complete', quiet), at(nowMs)))).toBe('reason-required');
    const byGate = action('complete', { ...quiet, isByPerson: false });
    expect(outcome(decideTransition(rollout(last), byGate, at(nowMs)))).toBe('completed');
  });
});

describe('quarantine', () => {
  const nobody = { quarantined: ['n2'] };

  it('adds models, and never takes out the last', () => {
    expect(decideTransition(rollout(nobody), action('quarantine'), at(nowMs))).toMatchObject({
      next: { state: 'running', quarantined: ['n1', 'n2'] },
    });
    const rest = action('quarantine', { models: ['n1', 'n3'] });
    expect(outcome(decideTransition(rollout(nobody), rest, at(nowMs)))).toBe('no-model-left');
    const foreign = action('quarantine', { models: ['n9'] });
    expect(outcome(decideTransition(rollout(), foreign, at(nowMs)))).toBe('unknown-model');
    expect(outcome(decideTransition(rollout(), action('quarantine', { models: [] }), at(nowMs)))).toBe(
      'models-required',
    );
  });

  it('is lifted by a person with a reason, and then only what comes is judged', () => {
    expect(decideTransition(rollout(nobody), action('lift'), at(nowMs))).toMatchObject({
      next: { quarantined: [], liftedMs: { n2: nowMs } },
    });
    expect(outcome(decideTransition(rollout(nobody), action('lift', { reason: ' ' }), at(nowMs)))).toBe(
      'reason-required',
    );
    expect(outcome(decideTransition(rollout(), action('lift'), at(nowMs)))).toBe('not-quarantined');
  });
});

describe('an extra tranche', () => {
  const steps = [stage('first', 100), stage('half', 500), stage('all', 1000)];

  it('is counted until the next stage begins', () => {
    const extended = decideTransition(rollout({ stages: steps }), action('extend'), at(nowMs));
    expect(extended).toMatchObject({ next: { stageIndex: 0, tranches: 1 } });
    const advanced = decideTransition(rollout({ stages: steps, tranches: 2 }), action('advance'), at(nowMs));
    expect(advanced).toMatchObject({ next: { stageIndex: 1, tranches: 0 } });
  });

  it('opens no earlier than the ceiling, and never reaches the next stage', () => {
    const later = [steps[0] ?? stage('a', 1), stage('half', 500, { notBeforeMs: nowMs + 1 })];
    expect(outcome(decideTransition(rollout({ stages: later }), action('extend'), at(nowMs)))).toBe(
      'ceiling-not-before',
    );
    const close = [stage('first', 100), stage('next', 200)];
    expect(outcome(decideTransition(rollout({ stages: close }), action('extend'), at(nowMs)))).toBe('no-tranche-left');
  });
});
