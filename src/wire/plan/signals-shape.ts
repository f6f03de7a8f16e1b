// What a stage says of its signals and metrics: all of them are judged with their defaults, unless it tunes one or leaves it out by name.
import * as z from 'zod';
import { metrics as metricNames } from '../../domain/device/metric.ts';
import type { MetricSetting } from '../../domain/gate/metric-rule.ts';
import { type GateSetting, statedSignals } from '../../domain/rollout/plan.ts';
import { percent, ratio } from './amounts.ts';

const crashRate = z
  .strictObject({
    tolerance: z.exactOptional(
      ratio({
        description: 'Ratio to devices without the build that must not be reached, above 1.1, at most 10.',
        examples: [2, 1.5],
      }),
    ),
  })
  .meta({ description: 'Crashes per device-hour, against devices without the build. `{}` for the defaults.' });

const shareOf = (what: string) =>
  z
    .strictObject({
      limit: z.exactOptional(percent({ description: `${what} on a healthy build.`, examples: ['2%'] })),
      tolerance: z.exactOptional(
        percent({ description: 'What may be added to the limit, in points.', examples: ['1%', '0.5%'] }),
      ),
    })
    .meta({ description: `${what}, against a fixed limit. \`{}\` for the defaults.` });

export const gates = z
  .strictObject({
    'crash-rate': z.exactOptional(crashRate),
    'failed-installs': z.exactOptional(shareOf('Share of installs that fail')),
    silence: z.exactOptional(shareOf('Share of devices not heard of again by their deadline')),
    boot: z.exactOptional(shareOf('Share of devices that do not confirm their boot within the hour')),
  })
  .refine((stated) => Object.keys(stated).length > 0, {
    error: 'Name at least one signal, or leave `gates` out for all with their defaults',
  })
  .meta({
    minProperties: 1,
    description: 'How the gate judges signals. Those that are not named here are judged with their defaults.',
    examples: [{ 'crash-rate': { tolerance: 1.5 }, silence: {} }],
  });

const metricOf = (what: string) =>
  z.exactOptional(
    z
      .strictObject({
        tolerance: z.exactOptional(
          percent({ description: 'How much worse than without the build is no harm yet.', examples: ['10%', '25%'] }),
        ),
      })
      .meta({ description: `${what}, against devices without the build on the same day. \`{}\` for the defaults.` }),
  );

export const metrics = z
  .strictObject({
    'boot-time': metricOf('How long devices take to boot'),
    'battery-drain': metricOf('How fast batteries run empty'),
    'free-storage': metricOf('How much storage is left'),
  })
  .refine((tuned) => Object.keys(tuned).length > 0, {
    error: 'Name at least one measurement, or leave `metrics` out for all with their defaults',
  })
  .meta({
    minProperties: 1,
    description:
      'How measurements are judged, which may hold the stage and never halt it. Those that are not named here are judged with their defaults.',
    examples: [{ 'boot-time': { tolerance: '20%' } }],
  });

export const without = z
  .array(
    z
      .enum([...statedSignals, ...metricNames])
      .meta({ description: 'A signal or a measurement.', examples: ['silence'] }),
  )
  .min(1)
  .max(statedSignals.length + metricNames.length)
  .meta({
    description: 'Signals and measurements that this stage is not judged by, whatever a build does to them.',
  });

type Tuned = {
  readonly gates?: z.output<typeof gates> | undefined;
  readonly metrics?: z.output<typeof metrics> | undefined;
  readonly without?: z.output<typeof without> | undefined;
};

/** What is left out cannot be tuned too, and something has to be left that halts. */
export function checkWithout(stage: Tuned, context: z.core.$RefinementCtx<Tuned>): void {
  const { without: left = [] } = stage;
  left.forEach((name, index) => {
    const isTuned = name in (stage.gates ?? {}) || name in (stage.metrics ?? {});
    const message = isTuned
      ? 'is tuned in this stage too: keep one of the two'
      : 'stands here twice: keep one of the two';
    if (isTuned || left.indexOf(name) < index)
      context.addIssue({ code: 'custom', input: name, path: ['without', index], message });
  });
  if (statedSignals.every((signal) => left.includes(signal)))
    context.addIssue({ code: 'custom', path: ['without'], message: `must leave one of ${statedSignals.join(', ')}` });
}

/** The signals that a stage is judged by, in the order of the shape. */
export function listGates(tuned: Tuned['gates'] = {}, left: Tuned['without'] = []): GateSetting[] {
  const { 'crash-rate': crashes, 'failed-installs': installs, silence, boot } = tuned;
  const settings: GateSetting[] = [
    { signal: 'crash-rate', ...crashes },
    { signal: 'failed-installs', ...installs },
    { signal: 'silence', ...silence },
    { signal: 'boot', ...boot },
  ];
  return settings.filter(({ signal }) => !left.includes(signal));
}

/** The metrics that may hold a stage, in the order of the shape; null where it says nothing of them. */
export function listMetrics(tuned: Tuned['metrics'], left: Tuned['without'] = []): MetricSetting[] | null {
  const judged = metricNames.filter((metric) => !left.includes(metric));
  if (tuned === undefined && judged.length === metricNames.length) return null;
  return judged.map((metric) => ({ metric, ...tuned?.[metric] }));
}
