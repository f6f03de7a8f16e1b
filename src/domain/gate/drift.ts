// Adds up small steps: the product of the ratios of builds promoted one after another, against a reference (gates.md 3, baseline).
import { exp, ln } from '../logarithm.ts';
import type { PastRatio, RatioSums } from './evidence.ts';

/** At r0 = 1.1 a week, nine weeks make 2.4; a quarter worse than the reference is what people are to hear of. */
export const driftLine = 1.25;

/** One side of a 95 % interval: drift holds and asks a person, it halts nothing. */
const quantile = 1.645;

export type Drift = { readonly ratio: number; readonly low: number };

/** Variance of the logarithm of a rate ratio: 1/x + 1/y (delta method); null without events on both sides. */
export function derivePastRatio({ events, controlEvents, over, under }: RatioSums): PastRatio | null {
  if (events === 0 || controlEvents === 0 || over === 0 || under === 0) return null;
  return { logRatio: ln(over / under), variance: 1 / events + 1 / controlEvents };
}

/** The product of all steps, and its lower bound. */
export function deriveDrift(past: readonly PastRatio[]): Drift {
  const sum = past.reduce((total, { logRatio }) => total + logRatio, 0);
  const variance = past.reduce((total, step) => total + step.variance, 0);
  return { ratio: exp(sum), low: exp(sum - quantile * Math.sqrt(variance)) };
}
