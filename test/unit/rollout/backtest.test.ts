// A past rollout under another plan: the same plan decides the same, and where they part nothing more is claimed.
import { describe, expect, it } from 'vitest';
import { deriveEvidence } from '../../../src/domain/gate/rows.ts';
import { backtest, type Look } from '../../../src/domain/rollout/backtest.ts';
import type { PlanStage } from '../../../src/domain/rollout/plan.ts';
import { deriveStagePolicy } from '../../../src/domain/rollout/stage-policy.ts';
import { planStage } from '../../samples/rollouts.ts';
import { attemptsOf, dayMs, healthyRows, windowsOf } from '../gate/samples.ts';

const stage = (name: string, changes: Partial<PlanStage> = {}) =>
  planStage(name, 10, {
    bakeS: 86_400,
    evidence: 'no-harm',
    gates: [{ signal: 'crash-rate' }, { signal: 'failed-installs' }],
    ...changes,
  });
const own = [stage('few'), stage('all')];

/** At hour 24 of its first stage. */
const look = (kind: Look['kind'], rows = healthyRows()): Look => ({
  number: 2,
  kind,
  stageIndex: kind === 'advance' ? 1 : 0,
  decidedMs: dayMs,
  asked: {
    policy: deriveStagePolicy(own[0] ?? expect.fail(), 0),
    stage: { enteredMs: 0, bakeS: 86_400, tranches: 0, isLast: false },
    quarantined: [],
    nowMs: dayMs,
  },
  evidence: deriveEvidence(rows),
});

const crashing = healthyRows({
  windows: ['A-1', 'B-2'].flatMap((model) => windowsOf(model, { newCrashes: 6, newFirst: 6 })),
});

const failed = healthyRows({
  installs: ['A-1', 'B-2'].map((model) => attemptsOf(model, { failed: 40, confirmed: 160 })),
});

const past = (...looks: readonly Look[]) => ({ startedMs: 0, stages: own.map(({ name }) => name), looks });

describe('a past rollout', () => {
  it('is decided the same by its own plan', () => {
    expect(backtest(own, past(look('advance')))).toMatchObject({
      outcome: 'same',
      looks: [{ decision: 2, hours: 24, devices: 410, was: 'advance', stage: 'few', would: 'advance' }],
    });
    expect(backtest(own, past(look('halt', crashing))).outcome).toBe('same');
  });

  it('is held by a plan that asks for more devices or a longer bake, and nothing after that is claimed', () => {
    const two = past(look('advance'), look('halt', crashing));
    const held = backtest([stage('few', { minDevices: 5_000 })], two);
    expect(held).toMatchObject({ outcome: 'held', looks: [{ would: 'hold' }] });
    expect(held.looks).toHaveLength(1);
    expect(backtest([stage('few', { bakeS: 172_800 })], two)).toMatchObject({
      outcome: 'held',
      looks: [{ would: 'bake' }],
    });
  });

  it('is stopped earlier by a plan that watches what the other did not', () => {
    expect(backtest(own, past(look('advance', crashing)))).toMatchObject({
      outcome: 'earlier-stop',
      looks: [{ would: 'halt', why: expect.stringContaining('rash') }],
    });
  });

  it('goes on under a plan that does not watch what halted it', () => {
    const blind = [stage('few', { gates: [{ signal: 'failed-installs' }] }), stage('all')];
    expect(backtest(blind, past(look('halt', crashing)))).toMatchObject({ outcome: 'gone-on' });
  });

  it('is judged by what the plan states, and by what was learned where it states nothing', () => {
    const failing = look('advance');
    const learned = { shares: { 'failed-installs': { events: 2_000, devices: 10_000 } }, lasting: {} };
    const taught = past({ ...failing, asked: { ...failing.asked, learned }, evidence: deriveEvidence(failed) });
    expect(backtest(own, taught).outcome).toBe('same');
    const strict = [stage('few', { gates: [{ signal: 'failed-installs', limit: 0.02 }] }), stage('all')];
    expect(backtest(strict, taught).outcome).toBe('earlier-stop');
  });

  it('meets a stage of the same name wherever it stands, and else the one in its place', () => {
    const stageOf = (stages: readonly PlanStage[]) => backtest(stages, past(look('advance'))).looks[0]?.stage;
    expect(stageOf([stage('lab'), stage('few')])).toBe('few');
    expect(stageOf([stage('lab'), stage('half')])).toBe('lab');
  });
});
