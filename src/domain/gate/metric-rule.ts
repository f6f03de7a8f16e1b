// What a plan states about continuous metrics: which are looked at, in which direction they get worse, and how much is no harm yet.
import { type Metric, metrics } from '../device/metric.ts';
import type { Problem } from '../result.ts';

export type MetricRule = {
  readonly metric: Metric;
  readonly worse: 'higher' | 'lower';
  /** Relative change of a quantile that is no harm yet: 0.1 is a tenth. */
  readonly tolerance: number;
};

/** Batteries are measured in whole percents, so their drain is the coarser one. */
const usual: Readonly<Record<Metric, Omit<MetricRule, 'metric'>>> = {
  'boot-time': { worse: 'higher', tolerance: 0.1 },
  'battery-drain': { worse: 'higher', tolerance: 0.15 },
  'free-storage': { worse: 'lower', tolerance: 0.1 },
};

export type MetricSetting = { readonly metric: Metric; readonly tolerance?: number };

/** All of them with their defaults where nothing is stated. */
export const deriveMetricRules = (
  stated: readonly MetricSetting[] = metrics.map((metric) => ({ metric })),
): MetricRule[] =>
  stated.map(({ metric, tolerance }) => ({
    ...usual[metric],
    metric,
    ...(tolerance === undefined ? {} : { tolerance }),
  }));

/** A tenfold boot time is no difference that anybody tolerates; storage cannot fall by more than all of it. */
export const metricTolerance = { higher: 9, lower: 0.9 } as const;

/** `where` is the path inside the policy. */
export function checkMetricRules(rules: readonly MetricRule[]): Problem[] {
  return rules.flatMap(({ metric, worse, tolerance }, index) => {
    const where = `metrics[${index}]`;
    if (rules.findIndex((rule) => rule.metric === metric) !== index) {
      return [{ where, what: `${metric} is stated twice`, fix: 'Keep one of the two.' }];
    }
    const atMost = metricTolerance[worse];
    if (tolerance >= 0 && tolerance <= atMost) return [];
    return [{ where: `${where}.tolerance`, what: `${tolerance} is out of range`, fix: `Give 0 to ${atMost}.` }];
  });
}
