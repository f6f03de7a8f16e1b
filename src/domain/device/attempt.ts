// One device's attempt to install the build of one rollout, joined from its events in any order.
import type { Device } from './device.ts';
import type { HeardEvent, InstallEvent, InstallOutcome } from './event.ts';

export type Attempt = {
  readonly rolloutId: number;
  readonly product: string;
  readonly deviceId: string;
  readonly model: string;
  readonly state: InstallOutcome;
  readonly reason: string | null;
  /** Its first install event. */
  readonly acceptedMs: number;
  readonly deadlineMs: number;
  /** Its last install event. */
  readonly stepMs: number;
  /** The device's last word of any kind while the attempt is unfinished; `stepMs` once it is over, so that it rests. */
  readonly heardMs: number;
};

/** By then all but 1 % of healthy devices have spoken again (gates.md 3, sharper silence, and the simulator's 24 h). */
export const installWindowMs = 24 * 3_600_000;

/**
 * How far an attempt is. A failure outranks a confirmation: evidence counts what happened to each device once, and what a
 * retry brings later does not unsay it. The greater of two is the same in every order.
 */
const ranks: Readonly<Record<InstallOutcome, number>> = { accepted: 0, installed: 1, confirmed: 2, failed: 3 };

export const isFinished = ({ state }: Pick<Attempt, 'state'>): boolean => state === 'confirmed' || state === 'failed';

/** Whether the device accepted the build, is past its deadline, and said nothing after its last step. */
export function isSilent(attempt: Attempt, nowMs: number): boolean {
  return !isFinished(attempt) && attempt.deadlineMs <= nowMs && attempt.heardMs <= attempt.stepMs;
}

/** Whether an attempt has to be written: most devices of a rollout are long done with theirs. */
export function isChanged(present: Attempt | null, next: Attempt): boolean {
  if (present === null) return true;
  return (
    present.state !== next.state ||
    present.reason !== next.reason ||
    present.acceptedMs !== next.acceptedMs ||
    present.stepMs !== next.stepMs ||
    present.heardMs !== next.heardMs
  );
}

/**
 * Joins install events into an attempt. `hasBooted`: the device was heard running the build, which confirms an attempt as
 * its own word would. Null when there is neither an attempt nor an event.
 */
export function nextAttempt(
  present: Attempt | null,
  steps: readonly HeardEvent<InstallEvent>[],
  context: { rolloutId: number; device: Device; hasBooted: boolean },
): Attempt | null {
  let attempt = present;
  for (const step of steps) attempt = joinStep(attempt, step, context);
  if (attempt === null) return null;
  if (context.hasBooted && ranks[attempt.state] < ranks.confirmed) {
    attempt = { ...attempt, state: 'confirmed', reason: null };
  }
  const heardMs = isFinished(attempt) ? attempt.stepMs : Math.max(attempt.heardMs, context.device.seenMs);
  return { ...attempt, heardMs };
}

function joinStep(
  attempt: Attempt | null,
  { event, heardMs }: HeardEvent<InstallEvent>,
  { rolloutId, device }: { rolloutId: number; device: Device },
): Attempt {
  const { product, id: deviceId, model } = device;
  const acceptedMs = Math.min(attempt?.acceptedMs ?? heardMs, heardMs);
  const stepMs = Math.max(attempt?.stepMs ?? heardMs, heardMs);
  return {
    rolloutId,
    product,
    deviceId,
    model: attempt?.model ?? model,
    ...joinOutcome(attempt, { state: event.outcome, reason: event.reason }),
    acceptedMs,
    deadlineMs: acceptedMs + installWindowMs,
    stepMs,
    heardMs: Math.max(attempt?.heardMs ?? heardMs, heardMs),
  };
}

type Outcome = Pick<Attempt, 'state' | 'reason'>;

/** Of two reasons at the same rank the one that sorts first stays: any rule does that knows no order of arrival. */
function joinOutcome(present: Outcome | null, told: Outcome): Outcome {
  if (present === null || ranks[told.state] > ranks[present.state]) return told;
  if (told.state !== present.state || told.reason === null) return { state: present.state, reason: present.reason };
  const { reason } = present;
  return { state: present.state, reason: reason === null || told.reason < reason ? told.reason : reason };
}
