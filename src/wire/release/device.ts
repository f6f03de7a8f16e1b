// Devices as engineers list them, and the answer to why one did or did not get a build.
import * as z from 'zod';
import type { Attempt } from '../../domain/device/attempt.ts';
import type { Device } from '../../domain/device/device.ts';
import { installOutcomes } from '../../domain/device/event.ts';
import type { Explanation } from '../../domain/rollout/explain.ts';
import { deviceId } from '../device/checkin.ts';
import { buildName, modelName, slug } from '../names.ts';
import { pageOf, pageQuery } from './names.ts';

export const deviceQuery = pageQuery.extend({
  product: slug,
  channel: slug.optional(),
  model: modelName.optional(),
  build: buildName.optional().describe('The id of a build, or a name as devices report it.'),
});

export const device = z
  .object({
    product: slug,
    device: deviceId,
    channel: slug,
    model: modelName,
    bucket: z.int(),
    region: z.string().nullable(),
    locale: z.string().nullable(),
    build: z
      .object({ id: z.string().nullable(), reported: z.string().nullable() })
      .describe('`reported` is what it says; `id` is null while nobody published a build of that name.'),
    tester: z.boolean(),
    blocked: z.boolean(),
    enrolledMs: z.int(),
    seenMs: z.int().describe('Its last word of any kind.'),
  })
  .meta({ id: 'Device' });
export const devicePage = pageOf(device);

const attempt = z
  .object({
    rollout: z.int(),
    state: z.enum(installOutcomes),
    reason: z.string().nullable(),
    acceptedMs: z.int(),
    deadlineMs: z.int().describe('Who has not spoken by then is counted as silent.'),
    stepMs: z.int().describe('Its last word about the install.'),
  })
  .meta({ id: 'InstallAttempt' });

export const deviceDetails = device
  .extend({
    cohorts: z.array(z.string()).readonly().describe('What its next pass will prove.'),
    attempts: z.array(attempt).readonly().describe('Newest rollout first, at most ten.'),
  })
  .meta({ id: 'DeviceDetails' });

const stage = z
  .object({
    index: z.int(),
    name: z.string().nullable(),
    cohort: z.string(),
    permille: z.int(),
    isReached: z.boolean(),
    how: z.string().describe('By which rule the device belongs to the cohort.'),
    whenMs: z.int().nullable().describe('When the stage begins at the earliest; null when it has, or nobody can say.'),
  })
  .meta({ id: 'ExplainedStage' });

const reasons = [
  'offered',
  'taken-back',
  'no-rollout',
  'up-to-date',
  'not-in-stage',
  'held',
  'halted',
  'quarantined',
  'model-not-listed',
  'source-not-accepted',
  'no-fallback',
  'unknown-channel',
  'unknown-model',
  'no-build-reported',
  'unparsable-version',
] as const satisfies readonly Explanation['reason'][];

export const deviceExplanation = z
  .object({
    device,
    decision: z.enum(['offer', 'none']).describe('What its next poll is answered.'),
    direction: z.enum(['forward', 'back']).nullable(),
    reason: z.enum(reasons),
    sentence: z.string(),
    rollout: z.int().nullable().describe('The rollout that the answer is about.'),
    build: z.object({ id: z.string(), version: z.string() }).nullable(),
    bucket: z.int(),
    place: z.int().nullable().describe('The place of the bucket in the rollout: inside a stage below its permille.'),
    stage: stage.nullable().describe('The first stage that holds the device, reached or not.'),
    attempt: attempt.nullable(),
    hints: z.array(z.string()).readonly(),
  })
  .meta({ id: 'DeviceExplanation' });

export function encodeDevice(of: Device): z.input<typeof device> {
  const { product, channel, model, bucket, region, locale, enrolledMs, seenMs } = of;
  return {
    product,
    device: of.id,
    channel,
    model,
    bucket,
    region,
    locale,
    enrolledMs,
    seenMs,
    build: { id: of.buildId, reported: of.reportedBuild },
    tester: of.isTester,
    blocked: of.isBlocked,
  };
}

export function encodeAttempt({ rolloutId, state, reason, acceptedMs, deadlineMs, stepMs }: Attempt) {
  return { rollout: rolloutId, state, reason, acceptedMs, deadlineMs, stepMs };
}

export function encodeExplanation(explained: {
  readonly device: Device;
  readonly explanation: Explanation;
  readonly attempt: Attempt | null;
}): z.input<typeof deviceExplanation> {
  const { rolloutId, ...explanation } = explained.explanation;
  return {
    device: encodeDevice(explained.device),
    ...explanation,
    rollout: rolloutId,
    attempt: explained.attempt === null ? null : encodeAttempt(explained.attempt),
  };
}
