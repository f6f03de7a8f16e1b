// The shape of a plan file, written once: the parser, the published JSON Schema and the advice in errors all come from it.
import * as z from 'zod';
import { maxStages, type PlanStage } from '../../domain/rollout/plan.ts';
import { slug } from '../names.ts';
import { duration, percent } from './amounts.ts';
import { checkWithout, gates, listGates, listMetrics, metrics, without } from './signals-shape.ts';

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
    without: z.exactOptional(without),
  })
  .superRefine(checkWithout)
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

/** A stage with its signals and metrics as lists, in the order of the shape. */
export function decodeStage({
  bake,
  gates: tunedSignals,
  metrics: tunedMetrics,
  without: left,
  ...rest
}: PlanDocument['stages'][number]): PlanStage {
  const judged = listMetrics(tunedMetrics, left);
  const metricsOf = judged === null ? {} : { metrics: judged };
  return { ...rest, bakeS: bake, gates: listGates(tunedSignals, left), ...metricsOf };
}
