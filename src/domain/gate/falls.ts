// Who fell silent in an hour, by age of the install and by standing: the parts of its sums that stand out, and what they leave.
import { type FallAge, type FallWindow, fallAges } from './fell-silent.ts';
import type { PartCounts } from './parts.ts';

/** An hour's sums of one model, with the parts of it that stand out. */
export type FallenHour = {
  readonly model: string;
  readonly hourMs: number;
  readonly newExposureS: number;
  readonly newFell: number;
  readonly controlExposureS: number;
  readonly controlFell: number;
  readonly parts: readonly PartCounts[];
};

type Count = { readonly exposureS: number; readonly fell: number };

/** Nothing of an hour in which nobody ran the build. */
export function deriveFalls(hour: FallenHour): FallWindow[] {
  const { model, hourMs, parts } = hour;
  const all = {
    new: { exposureS: hour.newExposureS, fell: hour.newFell },
    control: { exposureS: hour.controlExposureS, fell: hour.controlFell },
  };
  const of = (arm: PartCounts['arm'], isOf: (part: PartCounts) => boolean) =>
    add(parts.filter((part) => part.arm === arm && isOf(part)));
  const ordinary = (arm: PartCounts['arm']) =>
    less(
      all[arm],
      of(arm, () => true),
    );
  return ([true, false] as const).flatMap((isTester) => {
    const control = isTester ? of('control', (part) => part.isTester) : ordinary('control');
    return fallAges.flatMap((sinceH): FallWindow[] => {
      const told = of('new', (part) => part.isTester === isTester && fallAgeOf(part) === sinceH);
      const own = !isTester && sinceH === 0 ? add([told, ordinary('new')]) : told;
      if (own.exposureS === 0 && own.fell === 0) return [];
      const { exposureS: controlExposureS, fell: controlFell } = control;
      return [{ model, hourMs, isTester, sinceH, ...own, controlExposureS, controlFell }];
    });
  });
}

const fallAgeOf = ({ ageH }: PartCounts): FallAge => (ageH === 6 ? 0 : ageH);

const add = (counts: readonly Count[]): Count => ({
  exposureS: counts.reduce((sum, { exposureS }) => sum + exposureS, 0),
  fell: counts.reduce((sum, { fell }) => sum + fell, 0),
});

const less = (all: Count, some: Count): Count => ({
  exposureS: Math.max(0, all.exposureS - some.exposureS),
  fell: Math.max(0, all.fell - some.fell),
});
