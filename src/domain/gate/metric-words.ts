// Says what devices measured, as people read it: the same words in reasons, on the terminal and on pages.
import type { Metric } from '../device/metric.ts';
import type { MetricReading } from './metric-reading.ts';
import { deriveCountWords } from './wording.ts';

export const metricNames: Readonly<Record<Metric, string>> = {
  'boot-time': 'Boot time',
  'battery-drain': 'Battery drain',
  'free-storage': 'Free storage',
};

/** `Boot time of the middle device on the build is at least 1.32 times control's: about 38 s against 20 s …` */
export function deriveMetricWords(reading: MetricReading): string {
  const { metric, model, interval, values, devices, controlDevices, tolerance } = reading;
  const isLower = tolerance < 1;
  const bound = isLower ? `at most ${ratioWords(interval?.high ?? 1)}` : `at least ${ratioWords(interval?.low ?? 1)}`;
  const about =
    values === null
      ? ''
      : ` (about ${deriveValueWords(metric, values.fresh)} against ${deriveValueWords(metric, values.control)})`;
  const where = model === null ? '' : ` on ${model}`;
  return `${metricNames[metric]} of ${deriveQuantileWords(reading)}${where} is ${bound} times what it is without the build on the same day${about}, by ${deriveCountWords(devices)} devices and ${deriveCountWords(controlDevices)} of control; ${ratioWords(tolerance)} times is tolerated. Needs a person to look at it.`;
}

/** Whose value it is: of all devices in order, the one in the middle, or where the worst tenth begins. */
export const deriveQuantileWords = ({ quantile }: Pick<MetricReading, 'quantile'>): string =>
  quantile === 0.5 ? 'the middle device' : 'the worst tenth of devices';

/** With its unit, in three digits. */
export function deriveValueWords(metric: Metric, value: number): string {
  if (metric === 'boot-time') return `${threeDigits(value)} s`;
  if (metric === 'battery-drain') return `${threeDigits(value)} % an hour`;
  return value >= gibibyte ? `${threeDigits(value / gibibyte)} GiB` : `${threeDigits(value / mebibyte)} MiB`;
}

const mebibyte = 1_048_576;
const gibibyte = 1024 * mebibyte;

const threeDigits = (value: number): string => String(Number(value.toPrecision(3)));
const ratioWords = (ratio: number): string => ratio.toFixed(2);
