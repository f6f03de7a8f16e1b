// Plans and ceilings as engineers send and see them.
import * as z from 'zod';
import { metrics } from '../../domain/device/metric.ts';
import type { AppliedPlan } from '../../domain/rollout/applied-plan.ts';
import type { PlanProblem } from '../../domain/rollout/plan.ts';
import type { Ceiling } from '../../domain/rollout/rollout.ts';
import { buildName } from '../names.ts';
import type { PlacedProblem } from '../plan/plan-file.ts';
import { maxPlanBytes, readSource } from '../plan/source.ts';
import { channelId, pageOf, productId, rowPageQuery } from './names.ts';

export const ms = z.int().meta({ description: 'Epoch milliseconds of the service clock.' });

/** Ids of rows: what fits the database's integer. */
export const rowId = z.coerce.number().int().min(1).max(2_147_483_647);

const example = `plan: friday
product: nova
channel: stable
stages:
  - { name: first, permille: 10, bake: 24h }
  - { name: all, permille: 1000, bake: 48h }
`;

export const planSourceBody = z
  .object({
    source: z.string().max(maxPlanBytes).meta({ description: 'The plan file as it is, YAML.', example }),
    fileName: z
      .string()
      .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]{1,200}$/u, 'must be 1 to 200 characters without control characters')
      .default('plan.yaml')
      .meta({ description: 'Only for the places in problems.' }),
  })
  .meta({ id: 'PlanSource' });

const placedProblem = z
  .object({ where: z.string(), line: z.int(), column: z.int(), what: z.string(), fix: z.string() })
  .meta({ id: 'PlanProblem', description: '`where` is `<file>:<line>:<column>`.' });

const gateSetting = z.object({ signal: z.string(), limit: z.number().optional(), tolerance: z.number().optional() });

const planStage = z.object({
  name: z.string(),
  cohort: z.string(),
  permille: z.int(),
  bakeS: z.int(),
  promote: z.enum(['auto', 'approval']),
  evidence: z.enum(['no-harm', 'safety']),
  minDevices: z.int().optional(),
  minDevicesPerModel: z.int().optional(),
  alpha: z.number().optional(),
  beta: z.number().optional(),
  mayOverride: z
    .exactOptional(z.array(z.string()).readonly())
    .meta({ description: 'Who may override the gate: names of tokens and roles.' }),
  gates: z.array(gateSetting).readonly(),
  metrics: z
    .exactOptional(z.array(z.object({ metric: z.enum(metrics), tolerance: z.exactOptional(z.number()) })).readonly())
    .meta({ description: 'Measurements that may hold the stage; all with their defaults when left out.' }),
});

const plan = z
  .object({
    plan: z.string(),
    product: productId,
    channel: channelId,
    fallback: z.string().meta({ description: '`previous`, a version or `none`.' }),
    stages: z.array(planStage).readonly(),
  })
  .meta({ id: 'Plan' });

export const planCheck = z
  .object({
    plan: plan.nullable().meta({ description: 'Null where the file cannot be read as one.' }),
    problems: z.array(placedProblem).readonly(),
    warnings: z.array(placedProblem).readonly(),
    stages: z
      .array(z.object({ name: z.string(), devices: z.int().nullable() }))
      .readonly()
      .meta({ description: 'Devices inside once each stage is reached, today and on average over permutations.' }),
  })
  .meta({ id: 'PlanCheck' });

export const appliedPlan = z
  .object({
    id: z.int(),
    product: productId,
    channel: channelId,
    plan,
    digest: z.string(),
    gatesDigests: z.array(z.string()).readonly().meta({ description: 'One a stage, to be signed in ceilings.' }),
    source: z.string(),
    appliedBy: z.string(),
    appliedMs: ms,
  })
  .meta({ id: 'AppliedPlan' });

export const appliedPlanPage = pageOf(appliedPlan);

export const plansQuery = rowPageQuery.extend({ product: productId, channel: channelId.optional() });

export const ceilingQuery = z.object({ build: buildName, plan: rowId.meta({ description: 'Id of an applied plan.' }) });

export const ceiling = z
  .object({
    build: z.string(),
    plan: z.int(),
    seq: z.int(),
    salt: z.string(),
    stages: z.array(z.object({ name: z.string(), cohort: z.string(), permille: z.int(), notBeforeMs: ms })).readonly(),
    notAfterMs: ms,
  })
  .meta({ id: 'Ceiling' });

export function encodeAppliedPlan(applied: AppliedPlan): z.output<typeof appliedPlan> {
  const { product, channel } = applied.plan;
  return { ...applied, product, channel };
}

export function encodeCeiling({ buildId, planId, signed }: Ceiling): z.output<typeof ceiling> {
  const { seq, salt, stages, notAfterMs } = signed.statement;
  const shown = stages.map(({ name, cohort, permille, notBeforeMs }) => ({ name, cohort, permille, notBeforeMs }));
  return { build: buildId, plan: planId, seq, salt, stages: shown, notAfterMs };
}

/** Gives findings about a plan their line and column in its source. */
export function encodePlaces(problems: readonly PlanProblem[], source: string, fileName: string): PlacedProblem[] {
  const read = readSource(source);
  return problems.map(({ path, what, fix }) => {
    const { line, column } = read.ok ? read.source.locate(path) : { line: 1, column: 1 };
    return { where: `${fileName}:${line}:${column}`, line, column, what, fix };
  });
}
