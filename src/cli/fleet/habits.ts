// How simulated devices live: how often they speak, and what goes wrong on any build, good or bad.
import type { Fault } from './fault.ts';

export type Habits = {
  /** The same seed plays the same fleet. */
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** How often a device checks in. */
  readonly healthEveryMs: number;
  readonly usual: Usual;
};

/** What happens on every build. */
export type Usual = {
  /** Crashes a device-hour. */
  readonly crashRate: number;
  /** How many times as often testers crash, and everybody in the first hours after an install. */
  readonly testerCrashes: number;
  readonly freshCrashes: number;
  /** Shares: of installs that fail, of boots that are not told within the hour, of check-ins after which a device is away for a day. */
  readonly failedInstalls: number;
  readonly lateBoots: number;
  readonly away: number;
  /** Share of devices that measure themselves. */
  readonly measured: number;
};

/** The ordinary fleet of gates.md 4, which is also that of `npm run simulate`: 0.03 crashes a device-day. */
export const usualHabits: Usual = {
  crashRate: 0.03 / 24,
  testerCrashes: 1,
  freshCrashes: 1,
  failedInstalls: 0.01,
  lateBoots: 0.003,
  away: 0.01,
  measured: 1,
};

/** After an update caches are cold and processes start anew: one check-in of six hours (gates.md 4). */
export const freshMs = 6 * 3_600_000;
