// What people, crash reports and measurements say about a build, as a database counts it, read into the evidence that may hold it.
import type { PastRatio, SideEvidence } from './evidence.ts';

import { derivePast, type Lesson, lessonsLearned, type PastLesson } from './lesson.ts';
import type { MetricCounts } from './metric-counts.ts';
import { addReports, noReports, type ReportSums } from './report-test.ts';
import type { SignatureCount } from './signature-test.ts';

/** Devices of one age and standing: how many were so old, in device-days, and how many then reported a bug first. */
export type ReportAge = {
  /** Whole days since the install. */
  readonly day: number;
  readonly isTester: boolean;
  readonly devices: number;
  readonly deviceDays: number;
};

export type Heard = {
  /** Oldest first, without their order. */
  readonly signatures: readonly Omit<SignatureCount, 'order'>[];
  readonly ages: readonly ReportAge[];
};

export const nothingHeard: Heard = { signatures: [], ages: [] };

/** People report in the first days after an update or not at all, and older devices are few in a weekly train. */
export const reportDays = 7;

/** Who signed up to test is believed in full; a stranger's word moves half of the stake (gates.md 3, user bug reports). */
const weightOf = (isTester: boolean): number => (isTester ? 1 : 0.5);

/** Null where nothing of it was heard: then there is nothing to store either. */
export function deriveSide(
  heard: Heard,
  lessons: readonly PastLesson[],
  metrics: readonly MetricCounts[] = [],
): SideEvidence | null {
  const signatures = heard.signatures.map((count, index) => ({ ...count, order: index + 1 }));
  const reports = deriveReports(heard.ages, lessons.slice(0, lessonsLearned));
  const past: readonly PastRatio[] = derivePast(lessons);
  if (signatures.length === 0 && reports === null && metrics.length === 0 && past.length === 0) return null;
  return { signatures, reports, metrics, past };
}

/** Compared with what earlier updates brought at the same age; null where there is nothing to compare, or nobody reported. */
function deriveReports(ages: readonly ReportAge[], lessons: readonly Lesson[]): ReportSums | null {
  if (ages.every(({ devices }) => devices === 0)) return null;
  const before = lessons.flatMap(({ reports }) => reports ?? []);
  let sums = noReports;
  for (const { day, isTester, devices, deviceDays } of ages) {
    const same = before.filter((each) => each.day === day && each.isTester === isTester);
    const total = (of: (age: ReportAge) => number) => same.reduce((sum, each) => sum + of(each), 0);
    sums = addReports(sums, {
      weight: weightOf(isTester),
      devices,
      exposure: deviceDays,
      controlDevices: total((each) => each.devices),
      controlExposure: total((each) => each.deviceDays),
    });
  }
  return sums.controlExposure > 0 ? sums : null;
}
