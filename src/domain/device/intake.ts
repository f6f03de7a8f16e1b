// Looks over a well-formed batch before it is kept: whose events they are, what is in it twice, and whose clock is off.
import { cleanName } from '../privacy/clean-name.ts';
import { cleanText } from '../privacy/clean-text.ts';
import type { CheckinEvent, HealthEvent, InstallEvent } from './event.ts';

type Stated<E> = Omit<E, 'deviceId'> & {
  /** Null where the sender left it out, as a device does that speaks for itself. */
  readonly deviceId: string | null;
};

/** An event as it was sent. */
export type StatedEvent = Stated<HealthEvent> | Stated<InstallEvent>;

export type IntakeWarning = {
  /** Id of the event. */
  readonly event: string;
  readonly code: 'device-clock-off' | 'duplicate-event';
  readonly what: string;
};

/** `index` is the place of the first event that cannot be taken. */
export type Intake =
  | { readonly ok: true; readonly kept: readonly CheckinEvent[]; readonly warnings: readonly IntakeWarning[] }
  | { readonly ok: false; readonly refusal: 'device-missing' | 'foreign-device'; readonly index: number };

/** Devices without a battery for their clock begin in 1970; a day is more than any time zone explains. */
const clockToleranceMs = 24 * 3_600_000;

/**
 * `speaker` is the device that sent the batch, null for a gateway, which names a device in each event. A wrong clock
 * refuses nothing, since it decides nothing, and an event sent twice counts once.
 */
export function decideIntake(events: readonly StatedEvent[], speaker: string | null, nowMs: number): Intake {
  const kept: CheckinEvent[] = [];
  const warnings: IntakeWarning[] = [];
  const known = new Set<string>();
  for (const [index, stated] of events.entries()) {
    const deviceId = stated.deviceId ?? speaker;
    if (deviceId === null) return { ok: false, refusal: 'device-missing', index };
    if (speaker !== null && deviceId !== speaker) return { ok: false, refusal: 'foreign-device', index };
    const name = `${deviceId}/${stated.id}`;
    if (known.has(name)) {
      warnings.push({ event: stated.id, code: 'duplicate-event', what: duplicate });
      continue;
    }
    known.add(name);
    kept.push(cleaned({ ...stated, deviceId }));
    if (stated.atMs !== null && Math.abs(stated.atMs - nowMs) > clockToleranceMs) {
      warnings.push({ event: stated.id, code: 'device-clock-off', what: clockOff });
    }
  }
  return { ok: true, kept, warnings };
}

/** What a device says in words is kept without what is personal in them. */
function cleaned(event: CheckinEvent): CheckinEvent {
  const build = cleanName(event.build);
  if (event.type === 'health' || event.reason === null) return build === event.build ? event : { ...event, build };
  return { ...event, build, reason: cleanText(event.reason).text };
}

const duplicate = 'An event of the same device and id stands before it in this batch; that one counts.';
const clockOff = "The device's clock is more than a day off; the time of receipt counts.";
