// How commands show what a device did with a build.
import { minuteWords } from './terminal/figures.ts';

type Attempt = {
  readonly rollout: number;
  readonly state: string;
  readonly reason: string | null;
  readonly acceptedMs: number;
  readonly stepMs: number;
};

/** `rollout 12: confirmed 2026-11-27 18:02 UTC`. */
export function attemptWords({ rollout, state, reason, stepMs }: Attempt): string {
  const why = reason === null ? '' : ` (${reason})`;
  return `rollout ${rollout}: ${state}${why} ${minuteWords(stepMs)}`;
}
