// How long each role's file lives, when the service renews its own, and how loudly an expiry that comes near is told.

const dayMs = 86_400_000;
const hourMs = 3_600_000;

const livesMs = {
  root: 365 * dayMs,
  targets: 365 * dayMs,
  fw: 180 * dayMs,
  'fw-archive': 180 * dayMs,
  rollout: 90 * dayMs,
  stop: 90 * dayMs,
  snapshot: 14 * dayMs,
  timestamp: dayMs,
} as const;

/** What has a life of its own (signing.md, table of roles). */
export type LivingKind = keyof typeof livesMs;

export const deriveLifeMs = (kind: LivingKind): number => livesMs[kind];

export const alarms = ['none', 'half', 'three-quarters', 'expired'] as const;
export type Alarm = (typeof alarms)[number];

/** Counted back from the expiry, so that a file signed for less than its life warns earlier, never later. */
export function deriveAlarm(kind: LivingKind, expiresMs: number, nowMs: number): Alarm {
  const leftMs = expiresMs - nowMs;
  if (leftMs <= 0) return 'expired';
  if (leftMs <= livesMs[kind] / 4) return 'three-quarters';
  return leftMs <= livesMs[kind] / 2 ? 'half' : 'none';
}

/** Signed anew after an hour and after a day: one run that fails leaves nearly the whole life to try again. */
const renewAfterMs = { timestamp: hourMs, snapshot: dayMs } as const;

/** The tick tries once a minute, and one that comes a second early must not wait for the next hour. */
const [tryEveryMs, earlyMs] = [60_000, 60_000];

/** Whether the service should sign its own file again. */
export function isRenewalDue(kind: 'timestamp' | 'snapshot', expiresMs: number, nowMs: number): boolean {
  const ageMs = livesMs[kind] - (expiresMs - nowMs);
  return ageMs >= renewAfterMs[kind] - earlyMs;
}

/**
 * How many tries in a row did not renew the file. It is told by the age of what is published, so that it outlives every
 * process, needs no database, and counts the tries that nothing made because no tick ran.
 */
export function countMissedRenewals(kind: 'timestamp' | 'snapshot', expiresMs: number, nowMs: number): number {
  const ageMs = livesMs[kind] - (expiresMs - nowMs);
  return Math.max(0, Math.floor((ageMs - (renewAfterMs[kind] - earlyMs)) / tryEveryMs));
}

/** One or two are a restart, or a tick that came late. */
export const missedRenewalsToAlarm = 3;

/** The time that a timestamp tells whoever trusts it: when it was signed. */
export const deriveServerTimeMs = (timestampExpiresMs: number): number => timestampExpiresMs - livesMs.timestamp;

/** Server time never runs backwards: devices keep the latest they saw, and a clock set back would only be refused. */
export const nextServerTimeMs = (nowMs: number, published: { readonly expiresMs: number } | null): number =>
  published === null ? nowMs : Math.max(nowMs, deriveServerTimeMs(published.expiresMs));
