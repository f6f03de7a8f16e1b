// What devices say in a check-in: how they are, and how an install went.
import type { MetricValues } from './metric.ts';

export const installOutcomes = ['accepted', 'installed', 'restarting', 'confirmed', 'failed'] as const;
export type InstallOutcome = (typeof installOutcomes)[number];

type EventHead = {
  /** Made by the device; the same id twice is one event. */
  readonly id: string;
  readonly deviceId: string;
  /** The device's own clock, which decides nothing; null when it sent none. */
  readonly atMs: number | null;
};

export type HealthEvent = EventHead & {
  readonly type: 'health';
  /** The running build: a version or the vendor's string. */
  readonly build: string;
  /** Uptime since the device's last health event, and crashes in it. */
  readonly uptimeS: number;
  readonly crashes: number;
  /** What the device measured of itself; left out where it measures nothing. */
  readonly metrics?: MetricValues;
};

/**
 * `accepted`: the device took the offer. `installed`: the build is written and waits for a restart. `restarting`: the
 * device restarts into it at this moment, so that its next word is due within the hour. `confirmed`: it booted and the
 * device keeps it. `failed`: it could not be installed, or the device came back on its old build.
 */
export type InstallEvent = EventHead & {
  readonly type: 'install';
  /** The build that is installed, not the one that runs. */
  readonly build: string;
  readonly outcome: InstallOutcome;
  readonly reason: string | null;
};

export type CheckinEvent = HealthEvent | InstallEvent;

/** What one request brought: events of one product, received at one instant of the service's clock. */
export type CheckinBatch = {
  readonly product: string;
  readonly receivedMs: number;
  readonly events: readonly CheckinEvent[];
};

/** An event with its place in time: the service's clock first, then its place in its batch, where the device put it. */
export type HeardEvent<E extends CheckinEvent = CheckinEvent> = {
  readonly product: string;
  readonly event: E;
  readonly heardMs: number;
  readonly order: number;
};

/** Sorts by when events were heard; total, so that any order of the same events is sorted alike. */
export function compareHeard(a: HeardEvent, b: HeardEvent): number {
  return a.heardMs - b.heardMs || a.order - b.order || compareText(a.event.id, b.event.id);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
