// Rollouts and decisions as engineers send and see them.
import * as z from 'zod';
import { overrideBounds } from '../../domain/rollout/override.ts';
import { decisionKinds, personVerbs, rolloutStates } from '../../domain/rollout/rollout.ts';
import { buildName } from '../names.ts';
import { asked, evidence, gateWord, verdict } from './gate.ts';
import { channelId, pageOf, productId, rowPageQuery } from './names.ts';
import { ms, rowId } from './plan.ts';

const state = z.enum(rolloutStates);
const head = z.int().meta({ description: 'Number of the newest decision: the parent of the next one.' });

/** Null when the map could not be published at once; the next tick does it. */
export const mapRevision = z
  .int()
  .nullable()
  .meta({ description: 'The release map that holds the change; null when it is still to come.' });

export const startRolloutBody = z
  .object({
    product: productId,
    channel: channelId,
    build: buildName.meta({ description: 'Id, version or vendor string.' }),
    plan: rowId.optional().meta({ description: 'Id of an applied plan; the one in force when left out.' }),
  })
  .meta({ id: 'StartRollout' });

export const rollout = z
  .object({
    id: z.int(),
    product: productId,
    channel: channelId,
    build: z.string(),
    plan: z.int(),
    fallback: z.string().nullable(),
    state,
    stageIndex: z.int(),
    stage: z.string(),
    stageCount: z.int(),
    stageEnteredMs: ms,
    startedMs: ms,
    head,
  })
  .meta({ id: 'Rollout' });

export const rolloutPage = pageOf(rollout);
export const rolloutsQuery = rowPageQuery.extend({
  product: productId.optional(),
  channel: channelId.optional(),
  state: state.optional(),
});

export const startedRollout = z.object({ rollout, mapRevision }).meta({ id: 'StartedRollout' });

const decisionLine = z.object({
  number: z.int(),
  parent: z.int().nullable(),
  kind: z.enum(decisionKinds),
  actor: z.string().meta({ description: '`gate`, `train` or the name of a token.' }),
  reason: z.string(),
  state,
  stageIndex: z.int(),
  decidedMs: ms,
  models: z.array(z.string()).readonly().meta({ description: 'Whom a quarantine or its end concerns.' }),
  overrideUntilMs: ms
    .nullable()
    .default(null)
    .meta({ description: 'Until when this decision overrides the gate; null for others.' }),
});

export const decision = decisionLine
  .extend({ verdict: verdict.nullable(), evidence: evidence.nullable(), asked: asked.nullable() })
  .meta({ id: 'Decision' });

export const decisionPage = pageOf(decision);

export const decideBody = z
  .object({
    verb: z.enum(personVerbs),
    parent: z.int().min(1).optional().meta({
      description:
        'The head you saw; the present one when left out. A `hold` without it holds whatever was decided meanwhile.',
    }),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'must not contain control characters')
      .optional()
      .meta({ description: 'Needed to override, to complete by hand, to quarantine and to lift.' }),
    models: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Needed to quarantine models and to lift that.' }),
    override: z
      .object({ lastsS: z.int().min(overrideBounds.leastS).max(overrideBounds.mostS) })
      .optional()
      .meta({
        description:
          'With `promote` or `resume`: overrides the gate for so many seconds, a minute to a week. Needs a reason, and a bearer whom the plan names (`mayOverride`).',
      }),
    permit: rowId.optional().meta({ description: 'Needed to retreat: the number of a published permit to go back.' }),
  })
  .meta({ id: 'Decide' });

export const decided = z.object({ decision, rollout, mapRevision }).meta({ id: 'Decided' });

const build = z.object({
  id: z.string(),
  version: z.string(),
  vendorVersion: z.string().nullable(),
  counter: z.int(),
  models: z.array(z.string()).readonly(),
  isWithdrawn: z.boolean(),
});

const stage = z.object({
  index: z.int(),
  name: z.string(),
  cohort: z.string(),
  permille: z.int(),
  bakeS: z.int(),
  promote: z.enum(['auto', 'approval']),
  state: z.enum(['done', 'current', 'ahead']),
  enteredMs: ms.nullable().meta({ description: 'When it was reached first.' }),
  notBeforeMs: ms.meta({ description: 'The signed ceiling opens it then.' }),
  joinedByMs: ms.nullable().meta({ description: 'Who joined its list later waits; null where nobody does.' }),
  devices: z.int().meta({ description: 'Devices inside once it is reached.' }),
});

export const rolloutDetails = z
  .object({
    id: z.int(),
    product: productId,
    channel: channelId,
    state,
    head,
    startedMs: ms,
    build,
    plan: z.object({ id: z.int(), name: z.string() }),
    fallback: build.nullable(),
    salt: z.string(),
    ceilingEndsMs: ms,
    stageIndex: z.int(),
    stageEnteredMs: ms,
    stages: z.array(stage).readonly(),
    quarantined: z.array(z.string()).readonly().meta({ description: 'Models that are not offered the build.' }),
    devices: z.object({
      offered: z.int().meta({ description: 'Devices of the stages that are reached, of models the build is for.' }),
      accepted: z.int(),
      confirmed: z.int(),
      failed: z.int(),
      silent: z.int(),
    }),
    latest: decisionLine.nullable(),
    watchUntilMs: ms.nullable().meta({
      description:
        'Once it is completed: until when its gate still halts it for what begins late, unless another rollout begins.',
    }),
    gate: gateWord,
    nextDepartureMs: ms.nullable(),
    nextDeparture: z.string().nullable().meta({ description: 'The same, ISO 8601 in UTC.' }),
  })
  .meta({ id: 'RolloutDetails' });
