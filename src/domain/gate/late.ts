// Crashes of devices that have had the build for a day or longer: younger installs would drown a fault that begins late.
import type { ModelEvidence, RatioSums } from './evidence.ts';
import { deriveLogMean } from './log-space.ts';
import { deriveGuardedHarm } from './measure.ts';
import type { RatioRule } from './policy.ts';

/** Hours since the install from which on devices are judged once more, each among all who have reached them. */
export const lateHours = [24, 48, 72] as const;
export type LateHours = (typeof lateHours)[number];

/** Names of their sums. */
export const lateOf = (hours: LateHours): string => `late-${hours}`;
export const lateFirstOf = (hours: LateHours): string => `late-${hours}-first`;

/**
 * A mean of e-processes, one for each age: they share control and overlap, which a mean may and a product may not. Each
 * compares devices of an age with control of the same hours, so its factors have mean at most 1 like those of all ages.
 */
export function deriveLateHarm(rule: RatioRule, models: readonly ModelEvidence[]): number {
  return deriveLogMean(
    lateHours.map((hours) =>
      deriveGuardedHarm(rule, sumsOf(lateOf(hours), models), sumsOf(lateFirstOf(hours), models).filter(hasExposure)),
    ),
  );
}

/** Devices with a late crash: of the age that has most of them, since older ones are among the younger. */
export function countLateHarmed(models: readonly ModelEvidence[]): number {
  const counts = lateHours.map((hours) => {
    const firsts = sumsOf(lateFirstOf(hours), models).filter(hasExposure);
    const parts = firsts.length > 0 ? firsts : sumsOf(lateOf(hours), models);
    return parts.reduce((sum, { events }) => sum + events, 0);
  });
  return Math.max(...counts);
}

const hasExposure = ({ exposure }: RatioSums): boolean => exposure > 0;

function sumsOf(name: string, models: readonly ModelEvidence[]): RatioSums[] {
  return models.flatMap(({ ratios }) => {
    const sums = ratios[name];
    return sums === undefined ? [] : [sums];
  });
}
