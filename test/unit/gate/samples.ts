// Counts of a healthy first stage, to be bent by each test: two models, a day of windows, 400 devices that confirmed.
import { deriveDefaultPolicy, type GatePolicy } from '../../../src/domain/gate/policy.ts';
import {
  type CrashWindow,
  deriveEvidence,
  type InstallCounts,
  type SilenceWindow,
  type StageRows,
} from '../../../src/domain/gate/rows.ts';
import { decideVerdict, type Question, type Verdict } from '../../../src/domain/gate/verdict.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const firstStage: GatePolicy = deriveDefaultPolicy(0);
export const noHarm: GatePolicy = { ...firstStage, evidence: 'no-harm' };

export function attemptsOf(model: string, change: Partial<InstallCounts> = {}): InstallCounts {
  const boots = { bootsDue: 0, bootsMissed: 0 };
  return { model, accepted: 205, due: 202, failed: 1, confirmed: 199, ...boots, ...change };
}

/** The same rate a device-hour in both arms; nobody crashed before, so first crashes are all crashes. */
export function windowsOf(model: string, change: Partial<CrashWindow> = {}): CrashWindow[] {
  return Array.from({ length: 24 }, (_, hour) => {
    const newCrashes = change.newCrashes ?? (hour % 2 === 0 ? 1 : 0);
    const newExposureS = change.newExposureS ?? 200 * 3600;
    const controlExposureS = change.controlExposureS ?? 8000 * 3600;
    const controlCrashes = change.controlCrashes ?? 20;
    return {
      model,
      hourMs: hour * hourMs,
      newExposureS,
      newCrashes,
      controlExposureS,
      controlCrashes,
      newFreeS: newExposureS,
      newFirst: newCrashes,
      controlFreeS: controlExposureS,
      controlFirst: controlCrashes,
      ...change,
    };
  });
}

/** One in a hundred of both arms. */
export function silencesOf(model: string, change: Partial<SilenceWindow> = {}): SilenceWindow[] {
  return [{ model, hourMs: 0, newDue: 200, newSilent: 2, controlDue: 8000, controlSilent: 80, ...change }];
}

export function healthyRows(change: Partial<StageRows> = {}): StageRows {
  return {
    models: ['A-1', 'B-2'],
    stage: { accepted: 410, due: 404, reported: 400 },
    installs: [attemptsOf('A-1'), attemptsOf('B-2')],
    windows: [...windowsOf('A-1'), ...windowsOf('B-2')],
    silences: [...silencesOf('A-1'), ...silencesOf('B-2')],
    reachedMs: dayMs,
    side: null,
    ...change,
  };
}

/** The verdict on a first stage whose bake of a day has just ended. */
export function judge(rows: StageRows | null, change: Partial<Question> = {}): Verdict {
  return decideVerdict({
    evidence: rows === null ? null : deriveEvidence(rows),
    policy: firstStage,
    stage: { enteredMs: 0, bakeS: dayMs / 1000, tranches: 0, isLast: false },
    quarantined: [],
    nowMs: dayMs,
    isShown: true,
    ...change,
  });
}

export function codesOf(verdict: Verdict): string[] {
  return verdict.reasons.map(({ code, signal, model }) => [code, signal, model].filter(Boolean).join(' '));
}
