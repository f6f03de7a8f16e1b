// The anytime-valid interval of a rate ratio or a share: what the evidence has not excluded yet at any look.
import { ln } from '../logarithm.ts';
import { deriveLogMean } from './log-space.ts';

/** A log-likelihood with one peak over a parameter on a scale without ends (ln ratio, logit share). */
export type Likelihood = {
  readonly at: (position: number) => number;
  /** Its derivative: falls, and is zero at the peak. */
  readonly slopeAt: (position: number) => number;
  readonly from: number;
  readonly to: number;
};

/** Bounds of a ratio or a share; `high: null` is none. */
export type Interval = { readonly low: number; readonly high: number | null };

/** Bounds on the likelihood's own scale; `null` where that side excludes nothing. */
type Band = { readonly low: number | null; readonly high: number | null };

/** Halvings of a range of at most 28: leaves 3e-5, below the digits that are shown. */
const halvings = 20;

/** Every parameter that the mean of its rivals beats by less than 1/α: { r : mean exp(L(r_j) − L(r)) < 1/α } (gates.md 1.4). */
export function deriveBand(likelihood: Likelihood, rivals: readonly number[], alpha: number): Band {
  const { from, to } = likelihood;
  const floor = deriveLogMean(rivals.map(likelihood.at)) + ln(alpha);
  const isInside = (position: number) => likelihood.at(position) > floor;
  const peak = deriveCrossing(from, to, (position) => likelihood.slopeAt(position) > 0);
  return {
    low: isInside(from) ? null : deriveCrossing(from, peak, (position) => !isInside(position)),
    high: isInside(to) ? null : deriveCrossing(peak, to, isInside),
  };
}

/** Where a condition that holds at the beginning of a range stops to hold. */
function deriveCrossing(from: number, to: number, holdsAt: (position: number) => boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    if (holdsAt(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
