// Permits, gate settings and evidence of a rollout: each reaches exactly as far as it says.
import { describe, expect, it } from 'vitest';
import { deriveDefaultPolicy, signals } from '../../../src/domain/gate/policy.ts';
import { deriveEvidenceSpan } from '../../../src/domain/rollout/evidence-span.ts';
import { checkPermitFit } from '../../../src/domain/rollout/permit-fit.ts';
import { deriveStagePolicy } from '../../../src/domain/rollout/stage-policy.ts';
import { candidate, permitOf, planStage } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';

describe('checkPermitFit', () => {
  const [build, fallback] = [candidate(2), candidate(1)];
  const placesIn = (changes: Parameters<typeof permitOf>[2], expiresMs = nowMs + 1, atMs = nowMs) =>
    checkPermitFit({
      permit: { statement: permitOf(build, fallback, changes), version: 1, expiresMs },
      build,
      fallback,
      nowMs: atMs,
    }).map(({ where }) => where);

  it('takes a permit from the build to its fallback', () => {
    expect(placesIn({})).toEqual([]);
  });

  it('refuses every other product, source, target and time', () => {
    const other = permitOf(candidate(3), candidate(4));
    expect(placesIn({ product: 'luna' })).toEqual(['product']);
    expect(placesIn({ from: other.from })).toEqual(['from']);
    expect(placesIn({ to: other.to })).toEqual(['to']);
    expect(placesIn({ to: { ...permitOf(build, fallback).to, imageSha256: 'e'.repeat(64) } })).toEqual(['to']);
    expect(placesIn({ notAfterMs: nowMs - 1 })).toEqual(['notAfterMs']);
    expect(placesIn({}, nowMs)).toEqual(['notAfterMs']);
  });
});

describe('checkPermitFit to a withdrawn build', () => {
  it('leads nobody there', () => {
    const [build, fallback] = [candidate(2), candidate(1, { isWithdrawn: true })];
    const permit = { statement: permitOf(build, fallback), version: 1, expiresMs: nowMs + 1 };
    expect(checkPermitFit({ permit, build, fallback, nowMs })).toMatchObject([{ where: 'to' }]);
  });
});

describe('deriveStagePolicy', () => {
  it('is the gate’s default where the plan states nothing', () => {
    // `late-crash` comes with `crash-rate`, and is not stated.
    const gates = signals.flatMap((signal) => (signal === 'late-crash' ? [] : [{ signal }]));
    const stage = planStage('a', 10, { evidence: 'safety', gates });
    expect(deriveStagePolicy(stage, 2)).toEqual(deriveDefaultPolicy(2));
  });

  it('takes what the plan states, and looks at the stated signals alone', () => {
    const stated = planStage('a', 10, {
      evidence: 'safety',
      minDevices: 200,
      minDevicesPerModel: 9,
      alpha: 0.002,
      gates: [
        { signal: 'crash-rate', tolerance: 3 },
        { signal: 'silence', limit: 0.04 },
      ],
    });
    expect(deriveStagePolicy(stated, 0)).toMatchObject({
      evidence: 'safety',
      minDevices: 200,
      minDevicesPerModel: 9,
      alpha: 0.002,
      beta: 0.05,
      signals: [
        { signal: 'crash-rate', margin: 1.1, tolerance: 3 },
        { signal: 'silence', base: 0.04, lasting: 0.04, tolerance: 0.02 },
        { signal: 'late-crash', margin: 1.1, tolerance: 3, isHarmOnly: true },
      ],
    });
  });
});

describe('deriveEvidenceSpan', () => {
  const hourMs = 3_600_000;
  const startedMs = 10 * hourMs + 5;

  it('looks at everything since the start, the hour of the start whole', () => {
    const at = { startedMs, stageEnteredMs: startedMs + 9, evidenceFromMs: startedMs, liftedMs: {} };
    expect(deriveEvidenceSpan(at)).toEqual({
      installsFromMs: startedMs,
      hoursFromMs: 10 * hourMs,
      daysFromMs: 0,
      stageFromMs: startedMs + 9,
      modelsFromMs: {},
    });
  });

  it('looks at nothing from before an override, nor at the hour it fell in', () => {
    const overriddenMs = 12 * hourMs + 7;
    const at = { startedMs, stageEnteredMs: startedMs, evidenceFromMs: overriddenMs, liftedMs: { n1: 1 } };
    expect(deriveEvidenceSpan(at)).toEqual({
      installsFromMs: overriddenMs,
      hoursFromMs: 13 * hourMs,
      daysFromMs: 24 * hourMs,
      stageFromMs: overriddenMs,
      modelsFromMs: { n1: 1 },
    });
  });
});
