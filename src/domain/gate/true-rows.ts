// Whether rows of counts can be true: what a database cannot have counted says nothing, and is told.
import type { AttemptWindow } from './burst.ts';
import { type FallWindow, fallAges } from './fell-silent.ts';
import { lateHours } from './late.ts';
import type { CrashWindow, InstallCounts, LateCounts, SilenceWindow } from './rows.ts';

/** No fleet counts further; up to here sums of thousands of rows stay exact in a double. */
const countMax = 1e12;
export function isTrueAttempts(row: InstallCounts): boolean {
  const { accepted, due, failed, confirmed, bootsDue, bootsMissed } = row;
  if (![accepted, due, failed, confirmed, bootsDue, bootsMissed].every(isCount) || !isTrueAway(row)) return false;
  return due <= accepted && failed + confirmed <= due && bootsMissed <= bootsDue;
}

function isTrueAway({ away, accepted, bootsDue }: InstallCounts): boolean {
  if (away === undefined) return true;
  const { atDeadline, ...counts } = away;
  const { bootsDayOver, bootsLost, dayOver, quiet: still, threeDaysOver, gone } = counts;
  if (![...Object.values(counts), ...Object.values(atDeadline ?? {})].every(isCount)) return false;
  const isPart = bootsLost <= bootsDayOver && still <= dayOver && gone <= threeDaysOver;
  const isPartThen =
    atDeadline === undefined ||
    (atDeadline.bootsMissed <= bootsDue && atDeadline.bootsLost <= bootsDayOver && atDeadline.gone <= threeDaysOver);
  return isPart && isPartThen && threeDaysOver <= dayOver && dayOver <= accepted;
}

export function isTrueWindow(row: CrashWindow): boolean {
  const { newCrashes, controlCrashes, newFirst, controlFirst } = row;
  return (
    isHour(row.hourMs) &&
    [newCrashes, controlCrashes, newFirst, controlFirst].every(isCount) &&
    [row.newExposureS, row.controlExposureS, row.newFreeS, row.controlFreeS].every(isExposure) &&
    newFirst <= newCrashes &&
    controlFirst <= controlCrashes &&
    (row.late ?? []).every((late) => isTrueLate(row, late))
  );
}

function isTrueLate(row: CrashWindow, { sinceH, exposureS, crashes, freeS, first }: LateCounts): boolean {
  const isPart = exposureS <= row.newExposureS && crashes <= row.newCrashes && first <= crashes;
  return (
    lateHours.includes(sinceH) && isPart && [crashes, first].every(isCount) && [exposureS, freeS].every(isExposure)
  );
}

export function isTrueSilence(row: SilenceWindow): boolean {
  const { newDue, newSilent, controlDue, controlSilent } = row;
  if (!isHour(row.hourMs) || ![newDue, newSilent, controlDue, controlSilent].every(isCount)) return false;
  return newSilent <= newDue && controlSilent <= controlDue;
}

export function isTrueFall({ hourMs, sinceH, fell, controlFell, exposureS, controlExposureS }: FallWindow): boolean {
  const isCounted = [fell, controlFell].every(isCount) && [exposureS, controlExposureS].every(isExposure);
  return isHour(hourMs) && fallAges.includes(sinceH) && isCounted;
}

export const isTrueAttempt = ({ hourMs, accepted, failed }: AttemptWindow): boolean =>
  isHour(hourMs) && isCount(accepted) && isCount(failed) && failed <= accepted;

export function isCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0 && count <= countMax;
}

function isExposure(exposureS: number): boolean {
  return Number.isFinite(exposureS) && exposureS >= 0 && exposureS <= countMax;
}

function isHour(hourMs: number): boolean {
  return Number.isSafeInteger(hourMs) && hourMs >= 0;
}
