// Where values stand on the small charts of a rollout: fractions of the width, 0 at the left and 1 at the right.
import type { Interval } from '../../domain/gate/band.ts';
import type { Score, SignalReading } from '../../domain/gate/reading.ts';

/** How far evidence has come, and where its line is. */
export type EvidenceScale = { readonly fill: number; readonly line: number };

/** The line stands here, so that evidence beyond it still shows as more. */
const lineAt = 0.8;

/** Logarithmic, since e-values multiply; 1 and less, no evidence at all, is the left end. */
export function evidenceScale({ e, line }: Score): EvidenceScale {
  const part = Number.isNaN(e) || e <= 1 ? 0 : Math.log(e) / Math.log(Math.max(line, 1.000_001));
  return { fill: within(part * lineAt), line: lineAt };
}

/** What the evidence has not excluded, the estimate in it, and the tolerance. `even` is a ratio of 1: no difference. */
export type IntervalScale = {
  readonly low: number;
  readonly high: number;
  readonly at: number | null;
  readonly limit: number;
  readonly even: number | null;
};

/** A quarter to eight times control: beyond, a difference needs no chart. */
const ratios = { low: 0.25, high: 8 };

/** Null where there is nothing to draw. */
export function intervalScale({
  interval,
  estimate,
  tolerance,
  control,
}: Pick<SignalReading, 'interval' | 'estimate' | 'tolerance' | 'control'>): IntervalScale | null {
  if (interval === null) return null;
  const isRatio = control !== null;
  const top = shareTop(interval, estimate, tolerance);
  const place = (value: number): number =>
    isRatio
      ? within(Math.log(Math.max(value, 1e-9) / ratios.low) / Math.log(ratios.high / ratios.low))
      : within(value / top);
  return {
    low: place(interval.low),
    high: interval.high === null ? 1 : place(interval.high),
    at: estimate === null ? null : place(estimate),
    limit: place(tolerance),
    even: isRatio ? place(1) : null,
  };
}

/** The tolerance of a share stands in the middle unless something lies far beyond it. */
const shareTop = ({ high }: Interval, estimate: number | null, tolerance: number): number =>
  Math.min(1, Math.max(2 * tolerance, 1.2 * (estimate ?? 0), Math.min(high ?? 0, 4 * tolerance), 1e-9));

const within = (fraction: number): number => (Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction)));

/** A part of a whole as a fraction, for bars; nothing of nothing is nothing. */
export const partOf = (part: number, whole: number): number => (whole > 0 ? within(part / whole) : 0);
