// Devices that confirmed their boot and fell silent days later: asked once a day whether they speak again, as control is.
import { ln } from '../logarithm.ts';
import type { ModelEvidence, RatioSums } from './evidence.ts';
import { deriveLogMean } from './log-space.ts';
import type { RatioRule } from './policy.ts';
import { deriveRatioHarm } from './ratio-test.ts';

/** Name of their sums: devices that have had the build for a day, and control, both asked in the same hours. */
export const lateSilence = 'late-silence';

/** Empty where nobody asks them; zeros say that they are asked and nobody is old enough yet. */
export const lateSilenceOf = (models: readonly ModelEvidence[]): RatioSums[] =>
  models.flatMap(({ ratios }) => ratios[lateSilence] ?? []);

/** A mean of two e-processes: an install that ends in silence, and a device that falls silent on the build. */
export function deriveHarmWithLate({ margin }: RatioRule, harm: number, models: readonly ModelEvidence[]): number {
  const late = lateSilenceOf(models);
  return late.length === 0 ? harm : deriveLogMean([harm, deriveRatioHarm(late, margin)]);
}

/** Whether the silent of later days are what tells against the build, so that they are what is shown. */
export function isLateTelling(
  { margin }: RatioRule,
  installs: readonly RatioSums[],
  { models, beta }: { readonly models: readonly ModelEvidence[]; readonly beta: number },
): boolean {
  const late = deriveRatioHarm(lateSilenceOf(models), margin);
  return late >= -ln(beta) && late > deriveRatioHarm(installs, margin);
}
