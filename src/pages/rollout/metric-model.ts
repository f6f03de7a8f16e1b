// What the page says of measurements: how boot time, battery and storage of the build compare with control's.
import type { MetricReading } from '../../domain/gate/metric-reading.ts';
import { deriveQuantileWords, deriveValueWords, metricNames } from '../../domain/gate/metric-words.ts';
import { deriveCountWords } from '../../domain/gate/wording.ts';
import type { Tone } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { intervalScale } from './scale.ts';
import type { StandingModel } from './standing.tsx';

export type MetricModel = StandingModel & {
  /** Null for all models together. */
  readonly model: string | null;
  /** Whose value is compared; null while there are too few devices. */
  readonly whose: string | null;
  readonly values: string | null;
  readonly devices: string;
  readonly control: string;
};

const standings: Readonly<Record<MetricReading['standing'], { word: string; tone: Tone }>> = {
  worse: { word: 'Worse', tone: 'bad' },
  few: { word: 'Too few devices', tone: 'plain' },
  clear: { word: 'Clear', tone: 'good' },
};

export function metricModel(reading: MetricReading): MetricModel {
  const { metric, model, standing, estimate, interval, values, tolerance } = reading;
  const times = (ratio: number) => `${ratio.toFixed(2)} times`;
  return {
    name: metricNames[metric],
    model: model === null ? null : printableLine(model),
    standing: standings[standing],
    estimate: estimate === null ? 'Unknown' : `${times(estimate)} control`,
    whose: reading.quantile === null ? null : deriveQuantileWords(reading),
    interval:
      interval === null
        ? null
        : `${times(interval.low)} ${interval.high === null ? 'or more' : `to ${times(interval.high)}`}`,
    scale: intervalScale({ interval, estimate, tolerance, control: { events: 0, exposure: 0 } }),
    tolerance: `${times(tolerance)} control`,
    values:
      values === null
        ? null
        : `${deriveValueWords(metric, values.fresh)} against ${deriveValueWords(metric, values.control)}`,
    devices: deriveCountWords(reading.devices),
    control: deriveCountWords(reading.controlDevices),
  };
}
