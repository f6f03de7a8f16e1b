// Tables of what devices say: devices, installs, check-in queue, seen events, hourly windows.
import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import { type InstallAge, settledAge } from '../../../domain/device/install-age.ts';
import type { Measured } from '../../../domain/device/measured.ts';
import { metrics } from '../../../domain/device/metric.ts';
import { products } from './catalog.ts';
import { isOneOf, ms, word } from './columns.ts';
import { rollouts } from './rollouts.ts';

export const devices = pgTable(
  'devices',
  {
    productId: text('product_id')
      .notNull()
      .references(() => products.id),
    id: text('id').notNull(),
    channelId: text('channel_id').notNull(),
    modelId: text('model_id').notNull(),
    bucket: integer('bucket').notNull(),
    region: text('region'),
    locale: text('locale'),
    /** What the device says it runs: a version or the vendor's string. */
    reportedBuild: text('reported_build'),
    /** The same, where a published build has that name. */
    buildId: text('build_id'),
    /** When it said so: a word that comes late never replaces a later one. */
    reportedMs: ms('reported_ms').notNull(),
    isTester: boolean('is_tester').notNull(),
    /** Null for who is none, and for who became one before that was written down. */
    testerSinceMs: ms('tester_since_ms'),
    isBlocked: boolean('is_blocked').notNull(),
    enrolledMs: ms('enrolled_ms').notNull(),
    seenMs: ms('seen_ms').notNull(),
    /** Newest health event; the enrolment before the first. Uptime since then is all that the next one may claim. */
    healthMs: ms('health_ms').notNull(),
    /** The newest rollout whose build it ran with an offer, and the hour in which it was first heard to. */
    trialId: integer('trial_id'),
    trialMs: ms('trial_ms'),
    /** In which hours its values of the newest day were counted in `checkin_metrics`. */
    measured: jsonb('measured').$type<Measured>(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.id] }),
    index('devices_build').on(t.productId, t.buildId),
    index('devices_model').on(t.productId, t.channelId, t.modelId),
  ],
);

export const installStates = ['accepted', 'installed', 'restarting', 'confirmed', 'failed'] as const;

/**
 * One row a device and rollout. Silent is who is past the deadline, had neither confirmed nor failed by then, and had said
 * nothing after its last step (`heard_ms <= step_ms`): a bricked device has told of the install and nothing since.
 */
export const installs = pgTable(
  'installs',
  {
    rolloutId: integer('rollout_id')
      .notNull()
      .references(() => rollouts.id),
    productId: text('product_id').notNull(),
    deviceId: text('device_id').notNull(),
    modelId: text('model_id').notNull(),
    state: word('state', installStates).notNull(),
    reason: text('reason'),
    acceptedMs: ms('accepted_ms').notNull(),
    deadlineMs: ms('deadline_ms').notNull(),
    /** Last install event about this rollout's build, before the deadline. */
    stepMs: ms('step_ms').notNull(),
    /** Last word of any kind before the deadline; while it equals `step_ms`, nothing came after the last step. */
    heardMs: ms('heard_ms').notNull(),
    /** When the device first said that it restarts into the build. */
    restartMs: ms('restart_ms'),
    /** When it was first heard running the build, or failing to. */
    finishedMs: ms('finished_ms'),
  },
  (t) => [
    primaryKey({ columns: [t.rolloutId, t.deviceId] }),
    foreignKey({ columns: [t.productId, t.deviceId], foreignColumns: [devices.productId, devices.id] }),
    index('installs_device').on(t.productId, t.deviceId),
    isOneOf('installs_state', t.state, installStates),
  ],
);

/** Batches acknowledged but not folded yet: the row is the acknowledgement. */
export const checkinQueue = pgTable('checkin_queue', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  receivedMs: ms('received_ms').notNull(),
  batch: text('batch').notNull(),
});

/**
 * Events folded already; kept for 30 days so that a repeated event counts once. Rows come in order of their age, so a
 * BRIN index finds the old ones at next to no cost for the new.
 */
export const checkinEvents = pgTable(
  'checkin_events',
  {
    productId: text('product_id').notNull(),
    deviceId: text('device_id').notNull(),
    eventId: text('event_id').notNull(),
    foldedMs: ms('folded_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.deviceId, t.eventId] }),
    index('checkin_events_age').using('brin', t.foldedMs),
  ],
);

export const windowArms = ['new', 'control'] as const;
const deviceArms = [...windowArms, 'aside'] as const;

/**
 * What one device said in one hour, by what it ran. `aside` counts for no arm (offered the build but not on it yet, or
 * on it without an offer); it is kept because every health event limits the uptime that the next may claim.
 */
export const deviceWindows = pgTable(
  'device_windows',
  {
    productId: text('product_id').notNull(),
    deviceId: text('device_id').notNull(),
    hourMs: ms('hour_ms').notNull(),
    rolloutId: integer('rollout_id').notNull(),
    arm: word('arm', deviceArms).notNull(),
    /** Empty for a build that nobody published. */
    buildId: text('build_id').notNull(),
    channelId: text('channel_id').notNull(),
    modelId: text('model_id').notNull(),
    /** Uptime as the device stated it; what counts is derived from all windows of the hour. */
    claimedS: integer('claimed_s').notNull(),
    crashed: boolean('crashed').notNull(),
    /** Last health event before this hour, and the last within it: together they limit the exposure. */
    sinceMs: ms('since_ms').notNull(),
    lastMs: ms('last_ms').notNull(),
    /** What makes devices crash more or less on any build, as it was counted in `checkin_parts`. */
    isTester: boolean('is_tester').notNull().default(false),
    ageH: smallint('age_h').$type<InstallAge>().notNull().default(settledAge),
    /** Bins of what it measured; null where it said nothing of it. */
    bootBin: smallint('boot_bin'),
    drainBin: smallint('drain_bin'),
    freeBin: smallint('free_bin'),
  },
  (t) => [
    primaryKey({
      name: 'device_windows_pk',
      columns: [t.productId, t.deviceId, t.hourMs, t.rolloutId, t.arm, t.buildId],
    }),
    index('device_windows_age').using('brin', t.hourMs),
    // Few windows hold a crash; the fold asks of every device whether one of its earlier ones does.
    index('device_windows_crashed').on(t.productId, t.deviceId).where(sql`crashed`),
    isOneOf('device_windows_arm', t.arm, deviceArms),
  ],
);

/** The sums a gate looks at, by rollout, model, arm and hour; rollout 0 is "no rollout was open". */
export const checkinHours = pgTable(
  'checkin_hours',
  {
    productId: text('product_id').notNull(),
    channelId: text('channel_id').notNull(),
    rolloutId: integer('rollout_id').notNull(),
    modelId: text('model_id').notNull(),
    buildId: text('build_id').notNull(),
    hourMs: ms('hour_ms').notNull(),
    arm: word('arm', windowArms).notNull(),
    exposureS: doublePrecision('exposure_s').notNull(),
    crashes: integer('crashes').notNull(),
    /** The part of the exposure before each device's first crash, and those crashes. */
    freeS: doublePrecision('free_s').notNull().default(0),
    firstCrashes: integer('first_crashes').notNull().default(0),
    /** Devices whose check-in of the day this was, and those of them that spoke again within a day. */
    asked: integer('asked').notNull().default(0),
    answered: integer('answered').notNull().default(0),
    /** Devices that had spoken within the day before, and said nothing for a day after this hour. */
    fell: integer('fell').notNull().default(0),
    devices: integer('devices').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.channelId, t.rolloutId, t.modelId, t.buildId, t.hourMs, t.arm] }),
    index('checkin_hours_rollout').on(t.rolloutId, t.hourMs),
    isOneOf('checkin_hours_arm', t.arm, windowArms),
  ],
);

/**
 * Of those sums the parts of testers and of young and old installs, by rollout alone; what they leave is the ordinary part,
 * which most check-ins add to, and which so costs nothing here.
 */
export const checkinParts = pgTable(
  'checkin_parts',
  {
    rolloutId: integer('rollout_id').notNull(),
    modelId: text('model_id').notNull(),
    hourMs: ms('hour_ms').notNull(),
    arm: word('arm', windowArms).notNull(),
    isTester: boolean('is_tester').notNull(),
    /** The install is at least so many hours old, and younger than the next of 0, 6, 24, 48 and 72. */
    ageH: smallint('age_h').$type<InstallAge>().notNull(),
    exposureS: doublePrecision('exposure_s').notNull(),
    crashes: integer('crashes').notNull(),
    freeS: doublePrecision('free_s').notNull(),
    firstCrashes: integer('first_crashes').notNull(),
    /** Written by nobody: a release to come drops both (migrations/README.md, 2). */
    asked: integer('asked').notNull().default(0),
    answered: integer('answered').notNull().default(0),
    fell: integer('fell').notNull().default(0),
  },
  (t) => [
    primaryKey({
      name: 'checkin_parts_pk',
      columns: [t.rolloutId, t.hourMs, t.modelId, t.arm, t.isTester, t.ageH],
    }),
    isOneOf('checkin_parts_arm', t.arm, windowArms),
  ],
);

/**
 * How many devices measured a value in a bin of the grid, each at most once a day of the service's clock: histograms, of which
 * a model's side has some tens of rows a day.
 */
export const checkinMetrics = pgTable(
  'checkin_metrics',
  {
    rolloutId: integer('rollout_id').notNull(),
    dayMs: ms('day_ms').notNull(),
    modelId: text('model_id').notNull(),
    arm: word('arm', windowArms).notNull(),
    metric: word('metric', metrics).notNull(),
    bin: smallint('bin').notNull(),
    devices: integer('devices').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'checkin_metrics_pk',
      columns: [t.rolloutId, t.dayMs, t.modelId, t.arm, t.metric, t.bin],
    }),
    isOneOf('checkin_metrics_arm', t.arm, windowArms),
  ],
);
