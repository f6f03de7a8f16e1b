// Retests: who is asked whether a build fixed what they reported, and what their answers prove.
import { isVersionIn } from '../build/version.ts';
import { type Issue, isRegression } from '../issue/issue.ts';

export const retestAnswers = ['fixed', 'still-there'] as const;
export type RetestAnswer = (typeof retestAnswers)[number];

/** The build that should fix it, as far as a retest has to know it. */
export type FixingBuild = {
  readonly id: string;
  readonly version: string;
  readonly channel: string;
  readonly counter: number;
  readonly models: readonly string[];
  readonly accepts: string;
  readonly isSealed: boolean;
  readonly isWithdrawn: boolean;
};

/** The device that reported, as it last spoke; version and counter are null for a build that nobody published. */
export type RetestingDevice = {
  readonly id: string;
  readonly channel: string;
  readonly model: string;
  readonly version: string | null;
  readonly counter: number | null;
};

export const hasBuild = (device: RetestingDevice, build: FixingBuild): boolean =>
  device.counter !== null && device.counter >= build.counter;

/** Whether the device runs the build or a later one, or could be offered it: model, channel and source build fit. */
export function canGetBuild(device: RetestingDevice, build: FixingBuild): boolean {
  if (!build.isSealed || build.isWithdrawn) return false;
  if (hasBuild(device, build)) return true;
  if (device.channel !== build.channel || !build.models.includes(device.model)) return false;
  return build.accepts === '*' || (device.version !== null && isVersionIn(build.accepts, device.version));
}

/** Asked is who reported an issue that a build fixes, from a device that can get that build, until somebody proves it is back. */
export function isRetestAsked(
  issue: Pick<Issue, 'status' | 'regressedMs'>,
  device: RetestingDevice | null,
  build: FixingBuild | null,
): boolean {
  const isFixed = issue.status === 'fixed' && issue.regressedMs === null;
  return isFixed && device !== null && build !== null && canGetBuild(device, build);
}

/**
 * One "still there" is enough when the device says at check-in that it runs the fixing build or a later one: the same rule
 * as for reports. From any other device the answer counts as evidence only.
 */
export const isReopening = (
  issue: Pick<Issue, 'status' | 'regressedMs'>,
  answer: RetestAnswer,
  parts: { readonly device: RetestingDevice | null; readonly build: FixingBuild },
): boolean =>
  answer === 'still-there' &&
  isRegression({ ...issue, fixedCounter: parts.build.counter }, parts.device?.counter ?? null);

export type Retest = {
  readonly reportId: string;
  readonly deviceId: string | null;
  readonly model: string | null;
  readonly answer: RetestAnswer;
  readonly remark: string;
  readonly atMs: number;
};

export type RetestCount = { readonly model: string; readonly fixed: number; readonly stillThere: number };

/** Devices by model, each by its last answer; a report without a device counts for itself. Models by name, '' for unknown. */
export function countRetests(retests: readonly Retest[]): RetestCount[] {
  const last = new Map<string, Retest>();
  for (const retest of [...retests].sort((one, other) => one.atMs - other.atMs))
    last.set(retest.deviceId === null ? `report ${retest.reportId}` : `device ${retest.deviceId}`, retest);
  const counts = new Map<string, { fixed: number; stillThere: number }>();
  for (const { model, answer } of last.values()) {
    const count = counts.get(model ?? '') ?? { fixed: 0, stillThere: 0 };
    count[answer === 'fixed' ? 'fixed' : 'stillThere'] += 1;
    counts.set(model ?? '', count);
  }
  return Array.from(counts, ([model, count]) => ({ model, ...count })).sort((a, b) => (a.model < b.model ? -1 : 1));
}
