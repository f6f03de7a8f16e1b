// From when on the gate looks at a rollout's evidence.
import type { Rollout } from './rollout.ts';

/** Attempts count from `installsFromMs`, whole hours of check-ins from `hoursFromMs`, attempts of this stage from `stageFromMs`. */
export type EvidenceSpan = {
  readonly installsFromMs: number;
  readonly hoursFromMs: number;
  readonly stageFromMs: number;
  /** Later than the others for models that a person took out of quarantine. */
  readonly modelsFromMs: Readonly<Record<string, number>>;
};

const hourMs = 3_600_000;

/** The hour in which a halt was overridden holds what was overridden too, so it is left out; the hour of the start is not. */
export function deriveEvidenceSpan(
  rollout: Pick<Rollout, 'startedMs' | 'stageEnteredMs' | 'evidenceFromMs' | 'liftedMs'>,
): EvidenceSpan {
  const { startedMs, stageEnteredMs, evidenceFromMs, liftedMs } = rollout;
  const isWhole = evidenceFromMs <= startedMs;
  return {
    installsFromMs: evidenceFromMs,
    hoursFromMs: isWhole ? Math.floor(startedMs / hourMs) * hourMs : Math.ceil(evidenceFromMs / hourMs) * hourMs,
    stageFromMs: Math.max(stageEnteredMs, evidenceFromMs),
    modelsFromMs: liftedMs,
  };
}
