// Decides what becomes of a delivery that was tried: told, tried again later, or given up.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The receiver may be away over a long weekend. */
export const maxAgeMs = 72 * hourMs;

/** Between tries; the last goes on until the age is over. About 75 tries in three days. */
const restsMs = [5_000, 30_000, 2 * minuteMs, 10 * minuteMs, 30 * minuteMs, hourMs];

/** What came of one try, whatever the receiver speaks. */
export type Outcome =
  | { readonly kind: 'told'; readonly status: number | null }
  /** This message is not wanted as it is; others may be. */
  | {
      readonly kind: 'refused';
      readonly status: number | null;
      readonly fault: string;
      readonly retryAfterS: number | null;
    }
  /** No message gets through at present. */
  | {
      readonly kind: 'down';
      readonly status: number | null;
      readonly fault: string;
      readonly retryAfterS: number | null;
    }
  /** The receiver is gone for good, and says so. */
  | { readonly kind: 'gone'; readonly status: number | null; readonly fault: string };

/** Statuses that speak about the one message that was sent. */
const aboutTheMessage: ReadonlySet<number> = new Set([400, 406, 409, 413, 415, 422]);

export function judgeStatus(status: number, retryAfterS: number | null): Outcome {
  if (status >= 200 && status < 300) return { kind: 'told', status };
  const fault = status >= 300 && status < 400 ? 'redirect' : `status-${status}`;
  if (status === 410) return { kind: 'gone', status, fault };
  return { kind: aboutTheMessage.has(status) ? 'refused' : 'down', status, fault, retryAfterS };
}

/** `roll` from 0 to 1 spreads tries of many over time: half of the rest to one and a half of it. */
export const deriveRest = (failures: number, roll: number): number =>
  Math.round((restsMs[Math.min(failures, restsMs.length) - 1] ?? 0) * (0.5 + roll));

/** A receiver may ask for patience, but not for ever. */
const maxAskedMs = 24 * hourMs;

export type Tried = {
  /** With this one. */
  readonly attempts: number;
  /** When it was noted, or asked for again by a person. */
  readonly sinceMs: number;
  readonly nowMs: number;
  readonly roll: number;
  readonly retryAfterS: number | null;
};

/** Null when it is given up. */
export function decideNextTry({ attempts, sinceMs, nowMs, roll, retryAfterS }: Tried): number | null {
  if (nowMs - sinceMs >= maxAgeMs) return null;
  const asked = Math.min((retryAfterS ?? 0) * 1000, maxAskedMs);
  return nowMs + Math.max(deriveRest(attempts, roll), asked);
}
