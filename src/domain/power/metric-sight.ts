// What the bands of metrics could see of a build in each stage: the smallest change of boot time, drain or storage that holds it.
import { deriveBin, type Metric } from '../device/metric.ts';
import type { MetricRule } from '../gate/metric-rule.ts';
import { deriveQuantileRatios, type Histogram, isWorse, type Sample } from '../gate/metric-test.ts';
import { everyoneCohort } from '../rollout/cohort.ts';
import type { PlanStage } from '../rollout/plan.ts';
import { deriveStagePolicy } from '../rollout/stage-policy.ts';
import type { Fleet } from './fleet.ts';

export type MetricSight = {
  readonly metric: Metric;
  /** Times the ordinary from which on the build is held as often as not; null where no change of these could be seen. */
  readonly times: number | null;
};

export type StageSight = {
  readonly stage: number;
  /** On the build by the end of the bake. */
  readonly devices: number;
  readonly seen: readonly MetricSight[];
};

/** The middle device and the spread of logarithms, as in the simulator's world `metrics`. */
const usual: Readonly<Record<Metric, { readonly middle: number; readonly spread: number }>> = {
  'boot-time': { middle: 20, spread: 0.3 },
  'battery-drain': { middle: 2.5, spread: 0.5 },
  'free-storage': { middle: 3e10, spread: 0.8 },
};

const tried = {
  higher: [1.1, 1.2, 1.3, 1.4, 1.5, 1.75, 2, 2.5, 3, 4, 5],
  lower: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1],
};
const dayS = 86_400;

/** For devices that all measure themselves on every day, and a fault of all models. */
export function deriveMetricSight(fleet: Fleet, stages: readonly PlanStage[]): StageSight[] {
  let [reached, elapsedS] = [0, 0];
  return stages.map((stage, index) => {
    const total = stage.cohort === everyoneCohort ? fleet.devices : (fleet.cohorts[stage.cohort] ?? 0);
    reached = Math.max(reached, (total * stage.permille) / 1000);
    elapsedS += stage.bakeS;
    const installed = 1 - (1 - fleet.installedInDay) ** (stage.bakeS / dayS);
    const devices = Math.round(reached * installed);
    const { metrics: rules = [], beta } = deriveStagePolicy(stage, index);
    // Half of a metric's part is for all models together, and the k-th day gets 1/(k(k+1)) of it.
    const day = Math.max(1, Math.ceil(elapsedS / dayS));
    const alpha = beta / Math.max(1, rules.length) / 2 / (day * (day + 1));
    const sides = { devices, controlDevices: Math.round(fleet.devices - reached), alpha };
    return {
      stage: index,
      devices,
      seen: rules.map((rule) => ({ metric: rule.metric, times: findTimes(rule, sides) })),
    };
  });
}

type Sides = { readonly devices: number; readonly controlDevices: number; readonly alpha: number };

function findTimes(rule: MetricRule, { devices, controlDevices, alpha }: Sides): number | null {
  const control = expectSample(rule.metric, 1, controlDevices);
  const found = tried[rule.worse].find((times) =>
    deriveQuantileRatios(rule, { fresh: expectSample(rule.metric, times, devices), control }, alpha).some((ratio) =>
      isWorse(rule, ratio),
    ),
  );
  return found ?? null;
}

/** The histogram of so many log-logistic values as it is expected; what is seen in it is seen in every other sample. */
function expectSample(metric: Metric, times: number, devices: number): Sample {
  const { middle, spread } = usual[metric];
  const binWidth = 1.02;
  const [centre, scale] = [deriveBin(middle * times), (spread * Math.sqrt(3)) / Math.PI / Math.log(binWidth)];
  const below = (bin: number) => 1 / (1 + Math.exp((centre - bin) / scale));
  const from = centre - Math.ceil(8 * scale);
  const histogram: Histogram = Array.from({ length: Math.ceil(16 * scale) }, (_, at) => {
    const bin = from + at;
    return [bin, devices * (below(bin + 1) - below(bin))] as const;
  });
  return { histogram, size: devices };
}
