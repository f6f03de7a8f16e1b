// Evidence of a healthy first stage, to be bent by each test: two models, a day of windows, 400 devices that confirmed.
import type { CrashWindow, InstallCounts, StageEvidence } from '../../../src/domain/gate/evidence.ts';
import { deriveDefaultPolicy, type GatePolicy } from '../../../src/domain/gate/policy.ts';
import { decideVerdict, type Question, type Verdict } from '../../../src/domain/gate/verdict.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const firstStage: GatePolicy = deriveDefaultPolicy(0);

export function attemptsOf(model: string, change: Partial<InstallCounts> = {}): InstallCounts {
  return { model, accepted: 205, due: 202, failed: 1, confirmed: 199, matured: 150, silent: 2, ...change };
}

export function windowsOf(model: string, change: Partial<CrashWindow> = {}): CrashWindow[] {
  return Array.from({ length: 24 }, (_, hour) => ({
    model,
    hourMs: hour * hourMs,
    newExposureS: 200 * 3600,
    // One crash in four hours on the build, ten an hour in control: the same rate a device-hour.
    newCrashes: hour % 4 === 0 ? 1 : 0,
    controlExposureS: 8000 * 3600,
    controlCrashes: 10,
    ...change,
  }));
}

export function healthyEvidence(change: Partial<StageEvidence> = {}): StageEvidence {
  return {
    models: ['A-1', 'B-2'],
    stage: { accepted: 410, due: 404, reported: 400 },
    installs: [attemptsOf('A-1'), attemptsOf('B-2')],
    windows: [...windowsOf('A-1'), ...windowsOf('B-2')],
    silences: [],
    ...change,
  };
}

/** The verdict on a first stage whose bake of a day has just ended. */
export function judge(evidence: StageEvidence | null, change: Partial<Question> = {}): Verdict {
  return decideVerdict({
    evidence,
    policy: firstStage,
    bake: { startedMs: 0, minimumS: dayMs / 1000 },
    nowMs: dayMs,
    ...change,
  });
}

export function codesOf(verdict: Verdict): string[] {
  return verdict.reasons.map(({ code, signal, model }) => [code, signal, model].filter(Boolean).join(' '));
}
