// What an hour's check-ins say about testers, and about young and old installs: the parts of its sums, read for the gate.
import type { InstallAge } from '../device/install-age.ts';
import type { Offsets } from './groups.ts';
import { lateHours } from './late.ts';
import type { CrashWindow, LateCounts } from './rows.ts';

/** Devices alike in what makes them crash more or less on any build. */
export type PartCounts = {
  readonly arm: 'new' | 'control';
  readonly isTester: boolean;
  readonly ageH: InstallAge;
  readonly exposureS: number;
  readonly crashes: number;
  readonly freeS: number;
  readonly first: number;
  /** Devices that had spoken within the day before, and said nothing for a day after. */
  readonly fell: number;
};

/** `parts` are those that stand out; what they leave of the sums is of ordinary devices. */
export type PartedWindow = CrashWindow & { readonly parts: readonly PartCounts[] };

/** The same window as the gate's tests take it: who crashes more on any build has more exposure. */
export function deriveWindow({ parts, ...window }: PartedWindow, offsets: Offsets): CrashWindow {
  const weighed = parts.map((part) => weigh(part, offsets));
  const late = deriveLate(weighed);
  const more = (arm: PartCounts['arm'], of: 'exposureS' | 'freeS') =>
    weighed.reduce((sum, part, at) => sum + (part.arm === arm ? part[of] - (parts[at]?.[of] ?? 0) : 0), 0);
  return {
    ...window,
    newExposureS: window.newExposureS + more('new', 'exposureS'),
    newFreeS: window.newFreeS + more('new', 'freeS'),
    controlExposureS: window.controlExposureS + more('control', 'exposureS'),
    controlFreeS: window.controlFreeS + more('control', 'freeS'),
    ...(late.length === 0 ? {} : { late }),
  };
}

function weigh(part: PartCounts, { testers, fresh }: Offsets): PartCounts {
  const factor = (part.isTester ? testers : 1) * (part.arm === 'new' && part.ageH === 0 ? fresh : 1);
  return { ...part, exposureS: part.exposureS * factor, freeS: part.freeS * factor };
}

/** Each age among all who have reached it; ages that nobody has reached are left out. */
function deriveLate(parts: readonly PartCounts[]): LateCounts[] {
  return lateHours.flatMap((sinceH) => {
    const old = parts.filter(({ arm, ageH }) => arm === 'new' && ageH >= sinceH);
    const total = (of: (part: PartCounts) => number) => old.reduce((sum, part) => sum + of(part), 0);
    const [exposureS, crashes] = [total((part) => part.exposureS), total((part) => part.crashes)];
    if (exposureS === 0 && crashes === 0) return [];
    return [{ sinceH, exposureS, crashes, freeS: total((part) => part.freeS), first: total((part) => part.first) }];
  });
}
