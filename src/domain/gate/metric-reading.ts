// Reads continuous metrics for a verdict: all models together and each alone, day by day, against control of the same day.
import type { Metric } from '../device/metric.ts';
import { lowerEdge } from '../device/metric.ts';
import type { Interval } from './band.ts';
import { roundExposure } from './grid.ts';
import type { MetricCounts } from './metric-counts.ts';
import type { MetricRule } from './metric-rule.ts';
import {
  countOf,
  deriveQuantileRatios,
  findBin,
  type Histogram,
  isWorse,
  type QuantileRatio,
  type Sample,
} from './metric-test.ts';

/** `worse` holds the build; `few` has too few values on one side to say anything. Neither halts, and `clear` is no proof. */
export type MetricReading = {
  readonly metric: Metric;
  /** Null for all models together. */
  readonly model: string | null;
  readonly standing: 'worse' | 'few' | 'clear';
  /** The day of the service's clock that tells most, and the devices that measured it then, each once. */
  readonly dayMs: number;
  readonly devices: number;
  readonly controlDevices: number;
  /** Share of devices below the quantile that is told; null while there are too few. */
  readonly quantile: number | null;
  /** Ratio of that quantile on the build to control's, and what no look so far has excluded. */
  readonly estimate: number | null;
  readonly interval: Interval | null;
  /** The quantile itself, in the metric's unit; null for models together, whose values are each relative to their own control. */
  readonly values: { readonly fresh: number; readonly control: number } | null;
  /** The ratio up to (or down to) which it is no harm. */
  readonly tolerance: number;
};

type Budget = { readonly beta: number; readonly modelCount: number };

/** A reading for each metric that a device on the build measured: one for all models, then each where several measured it. */
export function deriveMetricReadings(
  counts: readonly MetricCounts[],
  rules: readonly MetricRule[],
  { beta, modelCount }: Budget,
): MetricReading[] {
  return rules.flatMap((rule) => {
    const own = counts.filter(({ metric }) => metric === rule.metric);
    if (own.length === 0) return [];
    // Which metrics and models there are is fixed by plan and build before the first value.
    const alpha = beta / rules.length / 2;
    const measured = [...new Set(own.map(({ model }) => model))].sort();
    const models = measured.length === 1 ? [] : measured;
    return [
      readDays(rule, own, { model: null, alpha }),
      ...models.map((model) =>
        readDays(
          rule,
          own.filter((each) => each.model === model),
          { model, alpha: alpha / modelCount },
        ),
      ),
    ];
  });
}

type Compared = {
  readonly dayMs: number;
  readonly fresh: Sample;
  readonly control: Sample;
  readonly isOneModel: boolean;
  readonly ratio: QuantileRatio | null;
};

/** A device speaks every day, so days are no sample of each other: each is compared alone, on a part of the budget that adds up. */
function readDays(
  rule: MetricRule,
  own: readonly MetricCounts[],
  { model, alpha }: { model: string | null; alpha: number },
): MetricReading {
  const days = [...new Set(own.map(({ dayMs }) => dayMs))].flatMap((dayMs) => {
    const cells = own.filter((each) => each.dayMs === dayMs);
    const k = cells[0]?.day ?? 1;
    const sides = poolModels(cells);
    const about = { dayMs, ...sides, isOneModel: cells.length === 1 };
    const ratios = deriveQuantileRatios(rule, sides, alpha / (k * (k + 1)));
    return (ratios.length === 0 ? [null] : ratios).map((ratio): Compared => ({ ...about, ratio }));
  });
  const [most] = days.sort((a, b) => compareTelling(rule, a, b));
  return toReading(rule, model, most as Compared);
}

/** The bound that excludes most first; where nothing is bounded, the day with most devices. */
function compareTelling({ worse }: MetricRule, a: Compared, b: Compared): number {
  const telling = ({ ratio }: Compared) =>
    ratio === null ? Number.NEGATIVE_INFINITY : worse === 'higher' ? ratio.low : -(ratio.high ?? Number.MAX_VALUE);
  const [x, y] = [telling(a), telling(b)];
  return x === y ? b.fresh.size - a.fresh.size || b.dayMs - a.dayMs : y - x;
}

function toReading(rule: MetricRule, model: string | null, compared: Compared): MetricReading {
  const { dayMs, fresh, control, ratio, isOneModel } = compared;
  const standing = ratio === null ? 'few' : isWorse(rule, ratio) ? 'worse' : 'clear';
  const valueAt = ({ histogram }: Sample, quantile: number) => lowerEdge(findBin(histogram, quantile) + 0.5);
  return {
    metric: rule.metric,
    model,
    standing,
    dayMs,
    devices: fresh.size,
    controlDevices: Math.floor(control.size),
    quantile: ratio?.quantile ?? null,
    estimate: ratio?.seen ?? null,
    interval: ratio === null ? null : { low: ratio.low, high: ratio.high },
    values:
      ratio === null || !isOneModel
        ? null
        : { fresh: valueAt(fresh, ratio.quantile), control: valueAt(control, ratio.quantile) },
    tolerance: rule.worse === 'higher' ? 1 + rule.tolerance : 1 - rule.tolerance,
  };
}

/**
 * Models differ, and a mix of models that differs between the sides is no harm: values are taken relative to the middle of
 * their model's control, and control is weighed to the models of the build. So weighed it says as much as
 * `(Σ n)² / Σ n²/m` equal values (Kish); values of unlike kinds spread no more than as many alike (Hoeffding 1956).
 */
function poolModels(cells: readonly MetricCounts[]): { fresh: Sample; control: Sample } {
  const [only] = cells;
  if (cells.length === 1 && only !== undefined) {
    return { fresh: sampleOf(only.fresh), control: sampleOf(only.control) };
  }
  const fresh = new Map<number, number>();
  const control = new Map<number, number>();
  let [devices, spread] = [0, 0];
  for (const cell of cells) {
    const [own, other] = [countOf(cell.fresh), countOf(cell.control)];
    // Nobody of the model to compare with on that day.
    if (other === 0) continue;
    const middle = findBin(cell.control, 0.5);
    const add = (to: Map<number, number>, bin: number, count: number) =>
      to.set(bin - middle, (to.get(bin - middle) ?? 0) + count);
    for (const [bin, count] of cell.fresh) add(fresh, bin, count);
    for (const [bin, count] of cell.control) add(control, bin, roundExposure((count * own) / other));
    devices += own;
    spread += (own * own) / other;
  }
  return {
    fresh: { histogram: inOrder(fresh), size: devices },
    control: { histogram: inOrder(control), size: spread === 0 ? 0 : (devices * devices) / spread },
  };
}

const sampleOf = (histogram: Histogram): Sample => ({ histogram, size: countOf(histogram) });
const inOrder = (bins: ReadonlyMap<number, number>): Histogram => [...bins].sort(([a], [b]) => a - b);
