// Adds up what devices contribute: one delta for each sum, so that a busy hour is one row to write.
import { groupBy } from '../group-by.ts';
import { settledAge } from './install-age.ts';
import type { Contribution, DeviceWindow, HourDelta } from './window.ts';

const parted = ['exposureS', 'crashes', 'freeS', 'firstCrashes', 'fell'] as const;
const summed = [...parted, 'asked', 'answered', 'devices'] as const;

/** The share of testers and of young and old installs in the sums of an hour of one rollout. */
export type PartDelta = Pick<HourDelta, 'rolloutId' | 'model' | 'hourMs' | 'arm' | (typeof parted)[number]> &
  Pick<DeviceWindow, 'isTester' | 'ageH'>;

/** Deltas that cancel out are left out. */
export function addUpHours(said: readonly Contribution[]): HourDelta[] {
  const nameOf = ({ product, channel, rolloutId, model, buildId, hourMs, arm }: HourDelta) =>
    [product, channel, rolloutId, model, buildId, hourMs, arm].join('\n');
  return addUp(said, nameOf, summed).map(({ isTester: _, ageH: __, ...delta }) => delta);
}

/** Nobody asks about parts without a rollout, and the ordinary part is what the others leave. */
export function addUpParts(said: readonly Contribution[]): PartDelta[] {
  const isApart = ({ rolloutId, isTester, ageH }: Contribution) => rolloutId !== 0 && (isTester || ageH !== settledAge);
  const nameOf = ({ rolloutId, model, hourMs, arm, isTester, ageH }: Contribution) =>
    [rolloutId, model, hourMs, arm, isTester, ageH].join('\n');
  return addUp(said.filter(isApart), nameOf, parted).map((sum) => {
    const { rolloutId, model, hourMs, arm, isTester, ageH } = sum;
    const { exposureS, crashes, freeS, firstCrashes, fell } = sum;
    const place = { rolloutId, model, hourMs, arm, isTester, ageH };
    return { ...place, exposureS, crashes, freeS, firstCrashes, fell };
  });
}

type Summed = (typeof summed)[number];

function addUp<T extends Readonly<Record<Summed, number>>>(
  items: readonly T[],
  nameOf: (item: T) => string,
  names: readonly Summed[],
): T[] {
  return [...groupBy(items, nameOf).values()].flatMap(([first, ...rest]): T[] => {
    if (first === undefined) return [];
    const sums = Object.fromEntries(
      names.map((name) => [name, rest.reduce((sum, each) => sum + each[name], first[name])]),
    );
    return names.some((name) => sums[name] !== 0) ? [{ ...first, ...sums }] : [];
  });
}
