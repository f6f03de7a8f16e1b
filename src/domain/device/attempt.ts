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
  /** Its last install event before the deadline. */
  readonly stepMs: number;
  /** The device's last word of any kind before the deadline; `stepMs` once the attempt is over, so that it rests. */
  readonly heardMs: number;
  /** When it first said that it restarts into the build; null where it never did. */
  readonly restartMs: number | null;
  /** When it was first heard running the build, or failing to: of a health event, the beginning of its hour. */
  readonly finishedMs: number | null;
};

/** By then all but 1 % of healthy devices have spoken again (gates.md 3, sharper silence, and the simulator's 24 h). */
export const installWindowMs = 24 * 3_600_000;

/**
 * How far an attempt is. A failure outranks a confirmation: evidence counts what happened to each device once, and what a
 * retry brings later does not unsay it. The greater of two is the same in every order.
 */
const ranks: Readonly<Record<InstallOutcome, number>> = {
  accepted: 0,
  installed: 1,
  restarting: 2,
  confirmed: 3,
  failed: 4,
};

const isFinal = (state: InstallOutcome): boolean => ranks[state] >= ranks.confirmed;

/**
 * Whether the device accepted the build, is past its deadline, and until then said nothing after its last step. What it
 * says later does not unsay it: control devices are asked the same question, and only once.
 */
export function isSilent(attempt: Attempt, nowMs: number): boolean {
  const { deadlineMs, finishedMs, heardMs, stepMs } = attempt;
  return deadlineMs <= nowMs && !(finishedMs !== null && finishedMs <= deadlineMs) && heardMs <= stepMs;
}

/** Whether an attempt has to be written: most devices of a rollout are long done with theirs. */
export function isChanged(present: Attempt | null, next: Attempt): boolean {
  if (present === null) return true;
  return (
    present.state !== next.state ||
    present.reason !== next.reason ||
    present.acceptedMs !== next.acceptedMs ||
    present.stepMs !== next.stepMs ||
    present.heardMs !== next.heardMs ||
    present.restartMs !== next.restartMs ||
    present.finishedMs !== next.finishedMs
  );
}

/** What is known of a device besides its install events. */
export type AttemptContext = {
  readonly rolloutId: number;
  readonly device: Device;
  /** The hour in which it was first heard running the build, by these words or before; null where it never was. */
  readonly bootedMs: number | null;
  /** Every word of these, of any kind, in order. */
  readonly wordsMs: readonly number[];
};

/**
 * Joins install events into an attempt. A device heard running the build has confirmed it, as its own word would. Null
 * when there is neither an attempt nor an event.
 */
export function nextAttempt(
  present: Attempt | null,
  steps: readonly HeardEvent<InstallEvent>[],
  context: AttemptContext,
): Attempt | null {
  let attempt = present;
  for (const step of steps) attempt = joinStep(attempt, step, context);
  if (attempt === null) return null;
  if (context.bootedMs !== null) {
    const isFurther = ranks[attempt.state] < ranks.confirmed;
    const finishedMs = Math.min(attempt.finishedMs ?? context.bootedMs, context.bootedMs);
    attempt = { ...attempt, finishedMs, ...(isFurther ? { state: 'confirmed', reason: null } : {}) };
  }
  const { finishedMs, deadlineMs } = attempt;
  if (finishedMs !== null && finishedMs <= deadlineMs) return { ...attempt, heardMs: attempt.stepMs };
  const words = [context.device.seenMs, ...context.wordsMs].filter((wordMs) => wordMs <= deadlineMs);
  return { ...attempt, heardMs: Math.max(attempt.heardMs, ...words) };
}

function joinStep(
  attempt: Attempt | null,
  { event, heardMs }: HeardEvent<InstallEvent>,
  { rolloutId, device }: AttemptContext,
): Attempt {
  const { product, id: deviceId, model } = device;
  const acceptedMs = Math.min(attempt?.acceptedMs ?? heardMs, heardMs);
  const deadlineMs = acceptedMs + installWindowMs;
  const wasStep = attempt?.stepMs ?? heardMs;
  return {
    rolloutId,
    product,
    deviceId,
    model: attempt?.model ?? model,
    ...joinOutcome(attempt, { state: event.outcome, reason: event.reason }),
    acceptedMs,
    deadlineMs,
    stepMs: heardMs <= deadlineMs ? Math.max(wasStep, heardMs) : wasStep,
    heardMs: Math.max(attempt?.heardMs ?? heardMs, Math.min(heardMs, deadlineMs)),
    restartMs: joinFirst(attempt?.restartMs ?? null, event.outcome === 'restarting' ? heardMs : null),
    finishedMs: joinFirst(attempt?.finishedMs ?? null, isFinal(event.outcome) ? heardMs : null),
  };
}

const joinFirst = (present: number | null, told: number | null): number | null =>
  present === null || told === null ? (present ?? told) : Math.min(present, told);

type Outcome = Pick<Attempt, 'state' | 'reason'>;

/** Of two reasons at the same rank the one that sorts first stays: any rule does that knows no order of arrival. */
function joinOutcome(present: Outcome | null, told: Outcome): Outcome {
  if (present === null || ranks[told.state] > ranks[present.state]) return told;
  if (told.state !== present.state || told.reason === null) return { state: present.state, reason: present.reason };
  const { reason } = present;
  return { state: present.state, reason: reason === null || told.reason < reason ? told.reason : reason };
}
