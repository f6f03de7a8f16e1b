// Parts of a rollout for tests of its page: ordinary in everything a test does not state.
import { deriveDefaultPolicy } from '../../../src/domain/gate/policy.ts';
import type { SignalReading } from '../../../src/domain/gate/reading.ts';
import type { Verdict } from '../../../src/domain/gate/verdict.ts';
import { decideGateAction } from '../../../src/domain/rollout/gate-action.ts';
import type { Decision, Rollout } from '../../../src/domain/rollout/rollout.ts';
import type { RolloutParts } from '../../../src/pages/rollout/model.ts';
import { appliedPlan, candidate, rollout, stage } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';

export const reading = (changes: Partial<SignalReading> = {}): SignalReading => ({
  signal: 'crash-rate',
  model: null,
  standing: 'clear',
  missing: null,
  harm: { e: 0.4, line: 286 },
  safe: { e: 3.2, line: 20 },
  unit: 'device-hours',
  events: 12,
  exposure: 4300,
  control: { events: 30, exposure: 12_000 },
  estimate: 1.1,
  interval: { low: 0.7, high: 1.6 },
  tolerance: 1.5,
  needs: '',
  ...changes,
});

export const share: Partial<SignalReading> = {
  signal: 'failed-installs',
  unit: 'devices',
  control: null,
  events: 3,
  exposure: 431,
  estimate: 0.007,
  interval: { low: 0, high: 0.032 },
  tolerance: 0.03,
};

export const verdict = (changes: Partial<Verdict> = {}): Verdict => ({
  kind: 'bake',
  models: [],
  isTrancheDue: false,
  asksPerson: false,
  isRetreatDue: false,
  reasons: [{ code: 'bake-time', signal: null, model: null, sentence: 'This stage bakes for another 3 h.' }],
  signals: [reading(), reading(share)],
  harm: { e: 0.1, line: 100 },
  ...changes,
});

export const decision = (changes: Partial<Decision> = {}): Decision => ({
  number: 2,
  parent: 1,
  kind: 'hold',
  actor: 'ada',
  reason: 'Looking at it.',
  state: 'held',
  stageIndex: 0,
  decidedMs: nowMs - 3_600_000,
  verdict: null,
  evidence: null,
  asked: null,
  overrideUntilMs: null,
  models: [],
  ...changes,
});

/** The gate's action is the domain's own. */
export function partsOf(
  changes: Partial<Rollout> = {},
  more: Partial<RolloutParts> & { said?: Verdict } = {},
): RolloutParts {
  const { said = verdict(), ...others } = more;
  const at = rollout(changes);
  return {
    rollout: at,
    gate: { build: candidate(2), verdict: said, action: decideGateAction(at, said, { models: ['n1', 'n2'], nowMs }) },
    fallback: candidate(1),
    plan: appliedPlan(),
    latest: decision(),
    tally: { accepted: 100, confirmed: 90, failed: 2, silent: 1 },
    reach: [120, 600, 1200],
    nextDepartureMs: nowMs + 86_400_000,
    decisions: { items: [decision()], next: null },
    nowMs,
    isLive: true,
    ...others,
  };
}

export const safetyStage = stage('first', 100, { gates: { ...deriveDefaultPolicy(0), evidence: 'safety' } });
