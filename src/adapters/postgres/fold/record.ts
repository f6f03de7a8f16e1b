// Writes what the fold decided: one statement a table, whatever the number of devices.
import { sql } from 'drizzle-orm';
import type { Attempt } from '../../../domain/device/attempt.ts';
import type { Device } from '../../../domain/device/device.ts';
import type { FoldChanges } from '../../../domain/device/fold.ts';
import type { PartDelta } from '../../../domain/device/hour-sums.ts';
import type { MetricDelta } from '../../../domain/device/measured.ts';
import type { DeviceWindow, HourDelta } from '../../../domain/device/window.ts';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { checkinHours, checkinMetrics, checkinParts, devices, deviceWindows, installs } from '../schema/fleet.ts';

/** The statements go out one behind the other on the one connection, so the next is being written while one runs. */
export async function recordChanges(tx: Transaction, changes: FoldChanges): Promise<void> {
  await Promise.all([
    recordDevices(tx, changes.devices),
    changes.windows.length > 0 ? recordWindows(tx, changes.windows) : null,
    changes.attempts.length > 0 ? recordAttempts(tx, changes.attempts) : null,
    changes.hours.length > 0 ? addHours(tx, changes.hours) : null,
    changes.parts.length > 0 ? addParts(tx, changes.parts) : null,
    changes.metrics.length > 0 ? addMetrics(tx, changes.metrics) : null,
  ]);
}

/** An enrolment may have come in between: of two words the later one stays, and attributes are not touched. */
async function recordDevices(tx: Transaction, changed: readonly Device[]): Promise<void> {
  const rows = changed.map((device) => {
    const { product, id, reportedBuild, buildId, reportedMs, seenMs, healthMs, trial, measured } = device;
    const said = { n: reportedBuild, b: buildId, r: reportedMs, s: seenMs, h: healthMs, v: measured };
    return { p: product, d: id, ...said, t: trial?.rolloutId ?? null, q: trial?.sinceMs ?? null };
  });
  await tx.execute(sql`
    update ${devices} set
      seen_ms = greatest(seen_ms, x.s), health_ms = greatest(health_ms, x.h), reported_ms = greatest(reported_ms, x.r),
      reported_build = case when x.r >= reported_ms then x.n else reported_build end,
      build_id = case when x.r >= reported_ms then x.b else build_id end, trial_id = x.t, trial_ms = x.q, measured = x.v
    from ${rowSet(rows, 'p text, d text, n text, b text, r bigint, s bigint, h bigint, t int, q bigint, v jsonb')}
    where product_id = x.p and id = x.d`);
}

async function recordAttempts(tx: Transaction, attempts: readonly Attempt[]): Promise<void> {
  const rows = attempts.map((attempt) => ({
    r: attempt.rolloutId,
    p: attempt.product,
    d: attempt.deviceId,
    m: attempt.model,
    s: attempt.state,
    t: attempt.reason,
    a: attempt.acceptedMs,
    e: attempt.deadlineMs,
    l: attempt.stepMs,
    h: attempt.heardMs,
    b: attempt.restartMs,
    f: attempt.finishedMs,
  }));
  const shape =
    'r int, p text, d text, m text, s text, t text, a bigint, e bigint, l bigint, h bigint, b bigint, f bigint';
  await tx.execute(sql`
    insert into ${installs}
      (rollout_id, product_id, device_id, model_id, state, reason, accepted_ms, deadline_ms, step_ms, heard_ms, restart_ms, finished_ms)
    select r, p, d, m, s, t, a, e, l, h, b, f from ${rowSet(rows, shape)}
    on conflict (rollout_id, device_id) do update set
      state = excluded.state, reason = excluded.reason, accepted_ms = excluded.accepted_ms,
      deadline_ms = excluded.deadline_ms, step_ms = excluded.step_ms, heard_ms = excluded.heard_ms,
      restart_ms = excluded.restart_ms, finished_ms = excluded.finished_ms`);
}

async function recordWindows(tx: Transaction, windows: readonly DeviceWindow[]): Promise<void> {
  const rows = windows.map((window) => ({
    p: window.product,
    d: window.deviceId,
    h: window.hourMs,
    r: window.rolloutId,
    a: window.arm,
    b: window.buildId,
    c: window.channel,
    m: window.model,
    u: window.claimedS,
    x: window.crashed,
    s: window.sinceMs,
    l: window.lastMs,
    t: window.isTester,
    g: window.ageH,
    i: window.bins?.['boot-time'] ?? null,
    j: window.bins?.['battery-drain'] ?? null,
    k: window.bins?.['free-storage'] ?? null,
  }));
  const shape =
    'p text, d text, h bigint, r int, a text, b text, c text, m text, u int, x boolean, s bigint, l bigint, t boolean, g smallint, i smallint, j smallint, k smallint';
  await tx.execute(sql`
    insert into ${deviceWindows} (product_id, device_id, hour_ms, rollout_id, arm, build_id,
      channel_id, model_id, claimed_s, crashed, since_ms, last_ms, is_tester, age_h, boot_bin, drain_bin, free_bin)
    select p, d, h, r, a, b, c, m, u, x.x, s, l, t, g, i, j, k from ${rowSet(rows, shape)}
    on conflict (product_id, device_id, hour_ms, rollout_id, arm, build_id) do update set
      claimed_s = excluded.claimed_s, crashed = excluded.crashed, since_ms = excluded.since_ms, last_ms = excluded.last_ms,
      is_tester = excluded.is_tester, age_h = excluded.age_h, boot_bin = excluded.boot_bin,
      drain_bin = excluded.drain_bin, free_bin = excluded.free_bin`);
}

async function addHours(tx: Transaction, hours: readonly HourDelta[]): Promise<void> {
  const rows = hours.map(
    ({ product: p, channel: c, rolloutId: r, model: m, buildId: b, hourMs: h, arm: a, ...sums }) => {
      const { exposureS: e, crashes: k, freeS: f, firstCrashes: g, asked: q, answered: w, fell: s, devices: n } = sums;
      return { p, c, r, m, b, h, a, e, k, f, g, q, w, s, n };
    },
  );
  const shape =
    'p text, c text, r int, m text, b text, h bigint, a text, e float8, k int, f float8, g int, q int, w int, s int, n int';
  await tx.execute(sql`
    insert into ${checkinHours} as sums (product_id, channel_id, rollout_id, model_id, build_id, hour_ms, arm,
      exposure_s, crashes, free_s, first_crashes, asked, answered, fell, devices)
    select p, c, r, m, b, h, a, e, k, f, g, q, w, s, n from ${rowSet(rows, shape)}
    on conflict (product_id, channel_id, rollout_id, model_id, build_id, hour_ms, arm) do update set
      exposure_s = sums.exposure_s + excluded.exposure_s, crashes = sums.crashes + excluded.crashes,
      free_s = sums.free_s + excluded.free_s, first_crashes = sums.first_crashes + excluded.first_crashes,
      asked = sums.asked + excluded.asked, answered = sums.answered + excluded.answered, fell = sums.fell + excluded.fell,
      devices = sums.devices + excluded.devices`);
}

async function addParts(tx: Transaction, parts: readonly PartDelta[]): Promise<void> {
  const rows = parts.map(({ rolloutId: r, model: m, hourMs: h, arm: a, isTester: t, ageH: g, ...sums }) => {
    const { exposureS: e, crashes: k, freeS: f, firstCrashes: q, fell: s } = sums;
    return { r, m, h, a, t, g, e, k, f, q, s };
  });
  const shape = 'r int, m text, h bigint, a text, t boolean, g smallint, e float8, k int, f float8, q int, s int';
  await tx.execute(sql`
    insert into ${checkinParts} as sums
      (rollout_id, model_id, hour_ms, arm, is_tester, age_h, exposure_s, crashes, free_s, first_crashes, fell)
    select r, m, h, a, t, g, e, k, f, q, s from ${rowSet(rows, shape)}
    on conflict (rollout_id, hour_ms, model_id, arm, is_tester, age_h) do update set
      exposure_s = sums.exposure_s + excluded.exposure_s, crashes = sums.crashes + excluded.crashes,
      free_s = sums.free_s + excluded.free_s, first_crashes = sums.first_crashes + excluded.first_crashes,
      fell = sums.fell + excluded.fell`);
}

async function addMetrics(tx: Transaction, said: readonly MetricDelta[]): Promise<void> {
  const rows = said.map(({ rolloutId: r, dayMs: d, model: m, arm: a, metric: k, bin: b, devices: n }) => {
    return { r, d, m, a, k, b, n };
  });
  await tx.execute(sql`
    insert into ${checkinMetrics} as sums (rollout_id, day_ms, model_id, arm, metric, bin, devices)
    select r, d, m, a, k, b, n from ${rowSet(rows, 'r int, d bigint, m text, a text, k text, b smallint, n int')}
    on conflict (rollout_id, day_ms, model_id, arm, metric, bin) do update set devices = sums.devices + excluded.devices`);
}
