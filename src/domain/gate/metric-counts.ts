// Histograms of continuous metrics as evidence: what a database counted, looked over and put into one order.
import { type Metric, metrics } from '../device/metric.ts';
import { groupBy } from '../group-by.ts';
import type { Histogram } from './metric-test.ts';
import { isCount } from './true-rows.ts';

/** What devices of a model and side measured on one day of the service's clock, each device once; bins in any order. */
export type MetricRow = {
  readonly model: string;
  readonly dayMs: number;
  readonly arm: 'new' | 'control';
  readonly metric: Metric;
  readonly histogram: Histogram;
};

/** One metric of one model on one day: each device once. */
export type MetricCounts = {
  readonly metric: Metric;
  readonly model: string;
  readonly dayMs: number;
  /** 1 for the first day on which a device on the build measured anything, 2 for the next such day, … */
  readonly day: number;
  readonly fresh: Histogram;
  readonly control: Histogram;
};

/** What was seen longer ago has been judged every day since; evidence would grow without end. */
const daysKept = 7;

/** Days and models on which no device on the build measured anything say nothing. Any order of rows gives the same. */
export function deriveMetricCounts(rows: readonly MetricRow[]): MetricCounts[] {
  const isSpoken = ({ arm, histogram }: MetricRow) => arm === 'new' && histogram.some(isUsable);
  const days = [...new Set(rows.filter(isSpoken).map(({ dayMs }) => dayMs))].sort((a, b) => a - b);
  const placeOf = ({ metric, dayMs, model }: MetricRow) => `${metrics.indexOf(metric)} ${dayMs} ${model}`;
  return [...groupBy(rows, placeOf).values()]
    .flatMap((cell): MetricCounts[] => {
      const [first] = cell;
      const day = first === undefined ? 0 : days.indexOf(first.dayMs) + 1;
      const fresh = histogramOf(cell, 'new');
      if (first === undefined || fresh.length === 0 || day <= days.length - daysKept) return [];
      const { metric, model, dayMs } = first;
      return [{ metric, model, dayMs, day, fresh, control: histogramOf(cell, 'control') }];
    })
    .sort(compareCounts);
}

const isUsable = ([bin, devices]: Histogram[number]): boolean =>
  Number.isSafeInteger(bin) && isCount(devices) && devices > 0;

function histogramOf(cell: readonly MetricRow[], side: MetricRow['arm']): Histogram {
  const total = new Map<number, number>();
  for (const { arm, histogram } of cell) {
    if (arm !== side) continue;
    for (const [bin, devices] of histogram.filter(isUsable)) total.set(bin, (total.get(bin) ?? 0) + devices);
  }
  return [...total].sort(([a], [b]) => a - b);
}

const compareCounts = (a: MetricCounts, b: MetricCounts): number =>
  metrics.indexOf(a.metric) - metrics.indexOf(b.metric) || a.dayMs - b.dayMs || (a.model < b.model ? -1 : 1);
