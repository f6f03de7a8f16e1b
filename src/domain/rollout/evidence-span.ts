// From when on the gate looks at a rollout's evidence.
import type { Rollout } from './rollout.ts';

/**
 * Attempts count from `installsFromMs`, whole hours of check-ins from `hoursFromMs`, whole days of measurements from
 * `daysFromMs`, attempts of this stage from `stageFromMs`.
 */
export type EvidenceSpan = {
  readonly installsFromMs: number;
  readonly hoursFromMs: number;
  readonly daysFromMs: number;
  readonly stageFromMs: number;
  /** Later than the others for models that a person took out of quarantine. */
  readonly modelsFromMs: Readonly<Record<string, number>>;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The hour and the day in which a halt was overridden hold what was overridden too, so they are left out; those of the start are not. */
export function deriveEvidenceSpan(
  rollout: Pick<Rollout, 'startedMs' | 'stageEnteredMs' | 'evidenceFromMs' | 'liftedMs'>,
): EvidenceSpan {
  const { startedMs, stageEnteredMs, evidenceFromMs, liftedMs } = rollout;
  const isWhole = evidenceFromMs <= startedMs;
  const fromOf = (unitMs: number) =>
    isWhole ? Math.floor(startedMs / unitMs) * unitMs : Math.ceil(evidenceFromMs / unitMs) * unitMs;
  return {
    installsFromMs: evidenceFromMs,
    hoursFromMs: fromOf(hourMs),
    daysFromMs: fromOf(dayMs),
    stageFromMs: Math.max(stageEnteredMs, evidenceFromMs),
    modelsFromMs: liftedMs,
  };
}
