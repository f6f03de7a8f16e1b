// When settling reports makes room for those that come in, and when it has waited long enough.

/** A fault that stands out does so within minutes, whatever else comes in. */
export const maxLagMs = 300_000;

/** In a rush, as long as the oldest report that is not settled came in within `maxLagMs`; null where none waits. */
export const maySettleLater = (isRush: boolean, oldestMs: number | null, nowMs: number): boolean =>
  isRush && (oldestMs === null || nowMs - oldestMs < maxLagMs);
