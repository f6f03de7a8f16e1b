// From when on the gate looks at a rollout's evidence.
import type { Rollout } from './rollout.ts';

/** Attempts count from `installsFromMs`, whole hours of check-ins from `hoursFromMs`, attempts of this stage from `stageFromMs`. */
export type EvidenceSpan = {
  readonly installsFromMs: number;
  readonly hoursFromMs: number;
  readonly stageFromMs: number;
};

const hourMs = 3_600_000;

/** The hour in which a halt was overridden holds what was overridden too, so it is left out; the hour of the start is not. */
export function deriveEvidenceSpan(
  rollout: Pick<Rollout, 'startedMs' | 'stageEnteredMs' | 'evidenceFromMs'>,
): EvidenceSpan {
  const { startedMs, stageEnteredMs, evidenceFromMs } = rollout;
  const isWhole = evidenceFromMs <= startedMs;
  return {
    installsFromMs: evidenceFromMs,
    hoursFromMs: isWhole ? Math.floor(startedMs / hourMs) * hourMs : Math.ceil(evidenceFromMs / hourMs) * hourMs,
    stageFromMs: Math.max(stageEnteredMs, evidenceFromMs),
  };
}
