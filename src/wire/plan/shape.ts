// The shape of a plan file, written once: the parser, the published JSON Schema and the advice in errors all come from it.
import * as z from 'zod';
import { metrics as metricNames } from '../../domain/device/metric.ts';
import type { MetricSetting } from '../../domain/gate/metric-rule.ts';
import { type GateSetting, maxStages, type PlanStage } from '../../domain/rollout/plan.ts';
import { slug } from '../names.ts';

const secondsPerUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

// Description and examples belong to what people write, so they stand before a transform, where the schema sees them.
type About<T> = { readonly description: string; readonly examples: T[] };

const duration = (about: About<string>) =>
  z
    .string()
    .regex(/^\d{1,7}[smhd]$/, 'must be a whole number and s, m, h or d')
    .meta(about)
    .transform((text) => Number(text.slice(0, -1)) * (secondsPerUnit[text.slice(-1)] ?? 0));

/** Two decimals of a percent, so that the plan's digest needs no fractions. */
const percent = (about: About<string>) =>
  z
    .string()
    .regex(/^\d{1,3}(\.\d{1,2})?%$/, 'must be a percentage with at most two decimals')
    .meta(about)
    .transform((text) => Number((Number(text.slice(0, -1)) / 100).toFixed(4)));

/** What is finer than a hundredth is rounded. */
const ratio = (about: About<number>) =>
  z
    .number()
    .meta(about)
    .transform((value) => Math.round(value * 100) / 100);

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

const gates = z
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
    description: 'Which signals the gate looks at. All of them, with their defaults, when left out.',
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

const metrics = z
  .strictObject({
    'boot-time': metricOf('How long devices take to boot'),
    'battery-drain': metricOf('How fast batteries run empty'),
    'free-storage': metricOf('How much storage is left'),
  })
  .meta({
    description:
      'Which measurements may hold the stage; they never halt. All of them with their defaults when left out, none with `{}`.',
    examples: [{ 'boot-time': { tolerance: '20%' } }],
  });

const stage = z
  .strictObject({
    name: slug.meta({ description: 'What people call this stage.', examples: ['testers', 'first'] }),
    cohort: slug
      .default('everyone')
      .meta({ description: 'Which devices this stage may add.', examples: ['everyone', 'testers'] }),
    permille: z
      .int()
      .min(1)
      .max(1000)
      .meta({
        description: 'How many in a thousand devices of the cohort are in; 10 is one percent.',
        examples: [10, 1000],
      }),
    bake: duration({
      description: 'How long the stage lasts at least: a whole number and s, m, h or d, up to 90d.',
      examples: ['30m', '24h', '7d'],
    }),
    promote: z
      .enum(['auto', 'approval'])
      .default('auto')
      .meta({ description: 'Whether the gate moves on by itself, or a person has to.', examples: ['auto'] }),
    evidence: z
      .enum(['no-harm', 'safety'])
      .default('safety')
      .meta({
        description: 'Move on only when the build is shown to be safe, or when nothing speaks against it.',
        examples: ['no-harm'],
      }),
    minDevices: z.exactOptional(
      z
        .int()
        .min(1)
        .max(1_000_000)
        .meta({ description: 'How many devices of the stage must have reported before it moves on.', examples: [200] }),
    ),
    minDevicesPerModel: z.exactOptional(
      z
        .int()
        .min(0)
        .max(1_000_000)
        .meta({
          description: 'How many devices of each model must have, where so many took it; 50 when left out.',
          examples: [50],
        }),
    ),
    gates: z.exactOptional(gates),
    metrics: z.exactOptional(metrics),
  })
  .meta({
    description: 'A rung: who gets the build, how long at least, and what must hold before the next.',
    examples: [{ name: 'first', permille: 10, bake: '24h' }],
  });

/** Semver as semver.org publishes it, with the two words before it. */
const fallbackPattern =
  /^(previous|none|(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?)$/;

/** As tokens are named, which have no colon. */
const overrider = z
  .string()
  .regex(
    /^(role:(operator|engineer)|[A-Za-z0-9][A-Za-z0-9._@-]{0,59})$/,
    'must be the name of a token, role:operator or role:engineer',
  )
  .meta({ description: 'A person or a role.', examples: ['mei', 'role:operator'] });

export const planShape = z
  .strictObject({
    plan: slug.meta({ description: 'The name of this plan.', examples: ['friday'] }),
    product: slug.meta({ description: 'The line of devices.', examples: ['nova'] }),
    channel: slug.meta({ description: 'The stream of builds.', examples: ['stable'] }),
    fallback: z
      .string()
      .max(60)
      .regex(fallbackPattern, 'must be previous, none or a version')
      .default('previous')
      .meta({
        description: 'The build to go back to: `previous`, a version such as 1.3.0, or `none`.',
        examples: ['previous', '1.3.0'],
      }),
    watch: z.exactOptional(
      duration({
        description:
          'How long the gate watches a build that everybody was offered, and halts it for what begins late: 0d to 30d, 5d when left out. It ends when the next rollout begins.',
        examples: ['5d'],
      }),
    ),
    alpha: z.exactOptional(
      percent({
        description: 'Chance that a build within the margins is ever halted, over the whole rollout; 1% when left out.',
        examples: ['1%'],
      }),
    ),
    beta: z.exactOptional(
      percent({
        description: 'Chance that a build at a tolerance is let on as safe; 5% when left out.',
        examples: ['5%'],
      }),
    ),
    mayOverride: z.exactOptional(
      z.array(overrider).max(20).meta({
        description:
          'Who may override the gate for a while: names of tokens, `role:operator`, `role:engineer`. Whoever may decide when left out; nobody with `[]`.',
      }),
    ),
    stages: z
      .array(stage)
      .min(1)
      .max(maxStages)
      .meta({
        description: 'From the first devices to everyone; each stage only adds devices.',
        examples: [[{ name: 'first', permille: 10, bake: '24h' }]],
      }),
  })
  .meta({ title: 'Orange Friday rollout plan', description: 'The ladder of stages that builds of a channel go up.' });

export type PlanDocument = z.output<typeof planShape>;

/** The signals a stage states, in the order of the shape; all of them when it states none. */
function listGates(
  stated: z.output<typeof gates> = { 'crash-rate': {}, 'failed-installs': {}, silence: {}, boot: {} },
): GateSetting[] {
  const { 'crash-rate': crashes, 'failed-installs': installs, silence, boot } = stated;
  return [
    ...(crashes === undefined ? [] : [{ signal: 'crash-rate', ...crashes } as const]),
    ...(installs === undefined ? [] : [{ signal: 'failed-installs', ...installs } as const]),
    ...(silence === undefined ? [] : [{ signal: 'silence', ...silence } as const]),
    ...(boot === undefined ? [] : [{ signal: 'boot', ...boot } as const]),
  ];
}

/** A stage with its signals and metrics as lists, in the order of the shape. */
export function decodeStage({
  bake,
  gates: signals,
  metrics: stated,
  ...rest
}: PlanDocument['stages'][number]): PlanStage {
  return {
    ...rest,
    bakeS: bake,
    gates: listGates(signals),
    ...(stated === undefined ? {} : { metrics: listMetrics(stated) }),
  };
}

const listMetrics = (stated: z.output<typeof metrics>): MetricSetting[] =>
  metricNames.flatMap((metric) => (stated[metric] === undefined ? [] : [{ metric, ...stated[metric] }]));
