// Looks over a well-formed batch before it is kept: what is in it twice, and whose clock is off.
import type { CheckinEvent } from './event.ts';

export type IntakeWarning = {
  /** Id of the event. */
  readonly event: string;
  readonly code: 'device-clock-off' | 'duplicate-event';
  readonly what: string;
};

export type Intake = { readonly kept: readonly CheckinEvent[]; readonly warnings: readonly IntakeWarning[] };

/** Devices without a battery for their clock begin in 1970; a day is more than any time zone explains. */
const clockToleranceMs = 24 * 3_600_000;

/** Nothing here refuses: a wrong clock decides nothing, and an event sent twice counts once. */
export function deriveIntake(events: readonly CheckinEvent[], nowMs: number): Intake {
  const kept: CheckinEvent[] = [];
  const warnings: IntakeWarning[] = [];
  const known = new Set<string>();
  for (const event of events) {
    const name = `${event.deviceId}/${event.id}`;
    if (known.has(name)) {
      const what = 'This batch holds an event of the same device and id before it, which counts.';
      warnings.push({ event: event.id, code: 'duplicate-event', what });
      continue;
    }
    known.add(name);
    kept.push(event);
    if (event.atMs === null || Math.abs(event.atMs - nowMs) <= clockToleranceMs) continue;
    const what = "The device's clock is more than a day off; the time of receipt counts.";
    warnings.push({ event: event.id, code: 'device-clock-off', what });
  }
  return { kept, warnings };
}
