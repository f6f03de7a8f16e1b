// What devices measured of themselves, as a table under the gate's signals.
import { deriveValueWords, metricNames } from '../../domain/gate/metric-words.ts';
import type { gateExplanation } from '../../wire/release/gate.ts';
import type { reading } from '../api/service-answer.ts';
import { countWords } from '../terminal/figures.ts';
import { measureWidth, table } from '../terminal/table.ts';
import { faint, good, type Line, plainLine, strong, type Word, warning } from '../terminal/words.ts';

type Explained = Extract<ReturnType<ReturnType<typeof reading<typeof gateExplanation>>>, { ok: true }>['value'];
type Reading = NonNullable<Explained['verdict']['metrics']>[number];

const standings = { worse: warning, few: faint, clear: good } as const;
const note = 'Metrics hold and never halt. Each ratio is of one day, against control of the same models on that day.';

/** Nothing where no device measures itself. */
export function metricLines(metrics: readonly Reading[] | undefined, columns: number | null): Line[] {
  if (metrics === undefined || metrics.length === 0) return [];
  const lines = metricTable(metrics);
  const width = Math.max(...lines.map((line) => measureWidth(plainLine(line))));
  const isWide = columns === null || width <= columns;
  const shown = metrics.filter(({ model, standing }) => model === null || standing === 'worse');
  return ['', ...(isWide ? lines : shown.flatMap(metricBlock)), faint(note)];
}

function metricBlock(reading: Reading): Line[] {
  const { metric, model, standing, devices, controlDevices, tolerance } = reading;
  return [
    [strong(metricNames[metric]), ` ${model ?? 'all models'}: `, standings[standing](standing)],
    `  ${countWords(devices)} devices against ${countWords(controlDevices)}`,
    `  ${whoseWords(reading)}: seen ${ratioWords(reading.estimate)}, between ${intervalWords(reading)}, tolerates ${ratioWords(tolerance)}`,
  ];
}

const metricTable = (metrics: readonly Reading[]): Line[] =>
  table(
    metrics,
    [
      { title: 'metric', of: ({ metric }) => metric },
      { title: 'model', of: ({ model }) => model ?? 'all' },
      { title: 'standing', of: ({ standing }): Word => standings[standing](standing) },
      { title: 'devices', of: ({ devices }) => countWords(devices), align: 'right' },
      { title: 'control', of: ({ controlDevices }) => countWords(controlDevices), align: 'right' },
      { title: 'of', of: whoseWords },
      { title: 'values', of: valueWords },
      { title: 'seen', of: ({ estimate }) => ratioWords(estimate), align: 'right' },
      { title: 'between', of: intervalWords },
      { title: 'tolerates', of: ({ tolerance }) => ratioWords(tolerance), align: 'right' },
    ],
    'No device measures itself.',
  );

const whoseWords = ({ quantile }: Reading): string =>
  quantile === null ? '-' : quantile === 0.5 ? 'the middle' : 'the worst tenth';

const valueWords = ({ metric, values }: Reading): string =>
  values === null ? '-' : `${deriveValueWords(metric, values.fresh)} / ${deriveValueWords(metric, values.control)}`;

const ratioWords = (ratio: number | null): string => (ratio === null ? '-' : `${ratio.toFixed(2)}x`);

const intervalWords = ({ interval }: Reading): string =>
  interval === null
    ? '-'
    : `${ratioWords(interval.low)} - ${interval.high === null ? 'any' : ratioWords(interval.high)}`;
