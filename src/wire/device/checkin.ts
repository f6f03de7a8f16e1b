// Check-ins as devices and gateways send them: the schemas, and the reader that explains what does not fit them.
import * as z from 'zod';
import { deviceIdPattern } from '../../domain/device/bucket.ts';
import { installOutcomes } from '../../domain/device/event.ts';
import type { StatedEvent } from '../../domain/device/intake.ts';
import type { MetricValues } from '../../domain/device/metric.ts';
import { ok, type Problem, type Result } from '../../domain/result.ts';
import { buildName, slug } from '../names.ts';
import { encodeIssue } from '../zod-problems.ts';

/** Most events of one batch. */
export const maxEvents = 100;

/** The bounds of an event's fields, for the schemas and for the fast reader. */
export const bounds = {
  eventId: /^[A-Za-z0-9._:-]{1,64}$/,
  /** A device that was silent for longer is counted from 30 days ago. */
  uptimeS: 30 * 24 * 3600,
  crashes: 1_000_000,
  /** A day, a battery that is empty within minutes, and more than any device stores. */
  bootS: 86_400,
  batteryPercentPerH: 1000,
  freeStorageBytes: 1e15,
  reason: /^[^\p{Cc}\p{Cs}]{1,120}$/u,
} as const;

export const deviceId = z
  .string()
  .regex(deviceIdPattern, 'must be 1 to 64 of letters, digits, ".", "_", ":" and "-"')
  .meta({ id: 'DeviceId', example: 'SN-0042' });

const head = {
  id: z
    .string()
    .regex(bounds.eventId, 'must be 1 to 64 of letters, digits, ".", "_", ":" and "-"')
    .describe('Made by the device; the same id again is the same event.'),
  device: deviceId.optional().describe('Whose event it is. A device that speaks for itself may leave it out.'),
  atMs: z.int().optional().describe("The device's own clock. It is never counted by: the time of receipt is."),
};

/** What the gate looks at, by the name that devices give it. */
const metricFields = {
  bootS: 'boot-time',
  batteryPercentPerH: 'battery-drain',
  freeStorageBytes: 'free-storage',
} as const;

const measured = (max: number, about: string) => z.exactOptional(z.number().min(0).max(max).describe(about));

const metrics = z
  .object({
    bootS: measured(bounds.bootS, 'Seconds from power on until the device could be used, at its last boot.'),
    batteryPercentPerH: measured(
      bounds.batteryPercentPerH,
      'Percent of the battery used an hour, while it was not charging, since the last health event.',
    ),
    freeStorageBytes: measured(bounds.freeStorageBytes, 'Bytes that are free where users and apps store things.'),
  })
  .describe('What the device measured of itself. Each is optional; names that are not known are ignored.')
  .meta({ id: 'Metrics' });

export const healthEvent = z
  .object({
    ...head,
    type: z.literal('health'),
    build: buildName.describe('What runs: the version or the vendor string.'),
    uptimeS: z.int().min(0).max(bounds.uptimeS).describe('Seconds of uptime since the last health event.'),
    crashes: z.int().min(0).max(bounds.crashes).describe('Crashes since the last health event.'),
    metrics: z.exactOptional(metrics),
  })
  .meta({ id: 'HealthEvent' });

export const installEvent = z
  .object({
    ...head,
    type: z.literal('install'),
    build: buildName.describe('What is being installed: the version or the vendor string.'),
    outcome: z
      .enum(installOutcomes)
      .describe(
        '`accepted`: the offer is taken, the download begins. `installed`: written, waits for a restart. ' +
          '`restarting`: restarts into it now; not to hear of it within the hour counts against the build. `confirmed`: ' +
          'booted and kept. `failed`: could not be installed, or the device came back on its old build; final for this ' +
          'rollout, so a download that will be tried again is not one.',
      ),
    reason: z
      .string()
      .regex(bounds.reason, 'must be 1 to 120 characters without control characters')
      .optional()
      .describe('Why it failed, or a remark on how it went, in a word or a line.'),
  })
  .meta({ id: 'InstallEvent' });

export const checkinsBody = z
  .object({
    product: slug.optional().describe('Needed only from a gateway whose token is for every product.'),
    events: z
      .array(z.discriminatedUnion('type', [healthEvent, installEvent]))
      .min(1)
      .max(maxEvents)
      .describe('In the order in which they happened.'),
  })
  .meta({ id: 'Checkins' });

export const checkinsAnswer = z
  .object({
    accepted: z.int().describe('Events kept; repeated ones among them are not counted.'),
    nowMs: z.int().describe('The clock of the service, epoch milliseconds.'),
    warnings: z.array(
      z.object({ event: z.string(), code: z.enum(['device-clock-off', 'duplicate-event']), what: z.string() }),
    ),
  })
  .meta({ id: 'CheckinsTaken' });

/** A batch as it was sent; `product` is null where the token says it. */
export type Checkins = { readonly product: string | null; readonly events: readonly StatedEvent[] };

/** A person mends them a screenful at a time. */
const maxProblems = 20;

/** Every mistake with its place (`body.events.3.uptimeS`), or the batch. */
export function parseCheckins(value: unknown): Result<Checkins> {
  const parsed = checkinsBody.safeParse(value, { reportInput: true });
  if (parsed.success) {
    const { product = null, events } = parsed.data;
    return ok({ product, events: events.map(toStated) });
  }
  const problems = parsed.error.issues.slice(0, maxProblems).map((issue): Problem => {
    return { where: ['body', ...issue.path].join('.'), ...encodeIssue(issue) };
  });
  return { ok: false, problems };
}

/** Whether a body is refused for its number of events alone. */
export const hasTooManyEvents = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'events' in value &&
  Array.isArray(value.events) &&
  value.events.length > maxEvents;

function toStated(event: z.output<typeof healthEvent> | z.output<typeof installEvent>): StatedEvent {
  const head = { id: event.id, deviceId: event.device ?? null, atMs: event.atMs ?? null, build: event.build };
  if (event.type === 'health') {
    const health = { type: 'health', ...head, uptimeS: event.uptimeS, crashes: event.crashes } as const;
    return event.metrics === undefined ? health : { ...health, metrics: toMetrics(event.metrics) };
  }
  return { type: 'install', ...head, outcome: event.outcome, reason: event.reason ?? null };
}

/** The names of the gate in the place of those of the wire. */
export function toMetrics(stated: Readonly<Record<string, unknown>>): MetricValues {
  const values = Object.entries(metricFields).flatMap(([field, metric]) => {
    const value = stated[field];
    return typeof value === 'number' ? [[metric, value] as const] : [];
  });
  return Object.fromEntries(values);
}
